import type { Device } from '../client/browser.ts'
import type { Answer } from '../client/exchange.ts'
import { type Customer, deviceCookie, sessionCookie, thiefOf } from '../story/cast.ts'
import { otherDevice, sameKindFarAway } from '../story/devices.ts'
import type { Game, Moves } from './game.ts'

export function thiefMoves({ branch, owner }: Game): Moves {
  let thief: Customer | undefined
  const steal = (at: Device, cookies: readonly string[], where: string) => async () => {
    if (!owner.browser.jar.names(branch.origin).includes(sessionCookie))
      return 'There is nothing to steal: Alice is not logged in.'
    thief = thiefOf(owner, at, cookies)
    return `Stolen. Now shown ${where}.`
  }
  const withLoot = (act: (thief: Customer) => Promise<Answer>) => async () =>
    thief ? act(thief) : 'The thief has no cookie yet. Steal one first.'
  return {
    'steal the session cookie': steal(otherDevice, [sessionCookie], 'by another device in the same city'),
    'steal both cookies': steal(
      sameKindFarAway,
      [sessionCookie, deviceCookie],
      'by the same kind of device in Singapore',
    ),
    'read statement': withLoot((one) => one.read()),
    'transfer 50 €': withLoot((one) => one.transfer(5_000)),
    'export all': withLoot((one) => one.read('/export')),
    'open in address bar': withLoot((one) => one.visit()),
  }
}
