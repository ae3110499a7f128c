import { felt } from '../story/felt.ts'
import { minutes, seconds } from '../story-clock.ts'
import { momentAt, untilNext } from './branch-clock.ts'
import type { Game, Moves } from './game.ts'

export function houseMoves({ branch: { clock, hours, issuer, store, trust } }: Game): Moves {
  const alice = { subject: { id: 'alice', issuer } }
  const risk = (value: number) => async () => `Reported, and ${felt(await trust.report(alice, { risk: value }))}.`
  const later = (howLong: () => number) => async () => {
    const ms = howLong()
    clock.forward(ms)
    const idle = ms < minutes(30) ? '' : ' Sessions that nobody used for 30 minutes are over.'
    return `It is ${momentAt(clock.now(), hours)}.${idle}`
  }
  return {
    'report risk 80': risk(80),
    'report risk 95': risk(95),
    'report risk 100': risk(100),
    'report risk 0': risk(0),
    'offboard Alice': async () => {
      const receipt = await trust.revoke(alice, { reason: 'offboarded' })
      // By the provider's clock a login of these seconds might be from before: it would be refused too.
      clock.forward(seconds(10))
      return `Offboarded, and ${felt(receipt)}. Ten seconds went by.`
    },
    '6 minutes later': later(() => minutes(6)),
    '20 minutes later': later(() => minutes(20)),
    'at closing time': later(() => untilNext(hours.to, clock.now(), hours.zone)),
    'at the next 09:00': later(() => untilNext('09:00', clock.now(), hours.zone)),
    'store on or off': async () => {
      store.gone = !store.gone
      return store.gone ? 'The store is gone.' : 'The store is back.'
    },
  }
}
