import { afterAll, beforeEach, expect, test } from 'vitest'
import { openHouses } from '../src/houses.ts'
import type { Happening } from '../src/serve/decision-log.ts'
import { type Pane, Playhouse } from '../src/serve/playhouse.ts'

const machineNow = Date.now
const { provider, houses } = await openHouses()
const happened: Happening[] = []
let playhouse: Playhouse | undefined

beforeEach(async () => {
  const house = houses.get('hono')
  if (house) playhouse = await Playhouse.open(house, (happening) => happened.push(happening))
  return () => playhouse?.close()
})
afterAll(async () => {
  await provider.close()
  Date.now = machineNow
})

/** Presses buttons, and answers what the page shows of the last one. */
async function press(...moves: readonly (readonly [Pane, string])[]): Promise<Happening | undefined> {
  for (const [pane, move] of moves) await playhouse?.play(pane, move)
  return happened.at(-1)
}

test('before a login there is nothing to steal and nobody to prove', async () => {
  expect((await press(['thief', 'steal both cookies']))?.text).toContain('nothing to steal')
  expect((await press(['thief', 'read statement']))?.text).toContain('no cookie yet')
  expect((await press(['owner', 'prove it is you']))?.text).toContain('Nobody is logged in')
})

test('a proof that nothing asked for is none', async () => {
  expect((await press(['owner', 'log in'], ['owner', 'prove it is you']))?.text).toContain('Nothing was asked')
})

test('after offboarding a proof is no way back', async () => {
  const offboarded = await press(['owner', 'log in'], ['owner', 'add payee'], ['house', 'offboard Alice'])
  expect(offboarded?.text).toContain('Offboarded, and felt at once.')
  expect((await press(['owner', 'prove it is you']))?.text).toContain('this was a new login')
  await press(['house', 'offboard Alice'], ['owner', 'read statement'])
  expect((await press(['owner', 'prove it is you']))?.text).toContain('Nobody is logged in')
})

test('after offboarding a new login works at once', async () => {
  const again = [
    ['owner', 'log in'],
    ['owner', 'read statement'],
  ] as const
  expect(await press(...again, ['house', 'offboard Alice'], ...again)).toMatchObject({ status: 200, outcome: 'allow' })
})

test('a thief who opens the page is asked for a password, and why is told', async () => {
  const shown = await press(
    ['owner', 'log in'],
    ['thief', 'steal the session cookie'],
    ['thief', 'open in address bar'],
  )
  expect(shown).toMatchObject({ status: 0, outcome: 'asked for a password' })
  expect(shown?.reasons?.map(({ code }) => code)).toEqual(['presenter.new', 'device.changed'])
})

test('the statement is a balance and entries', async () => {
  const shown = await press(['owner', 'log in'], ['owner', 'read statement'])
  expect(shown).toMatchObject({ text: 'Balance 5,234.50 €', entries: [{ text: 'Rent', amount: '-980.00 €' }, {}, {}] })
})

test('the next morning the branch is open', async () => {
  expect((await press(['house', 'at closing time']))?.text).toContain('closed')
  expect((await press(['house', 'at the next 09:00']))?.text).toContain('09:00, and the branch is open')
})
