import assert from 'node:assert/strict'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, route } from './app-plan.ts'
import { problemOf } from './problem-of.ts'
import type { SuiteContext } from './suite-context.ts'
import { testIssuer } from './test-issuer.ts'

/** C15: the clock of who made a token may differ a little; beyond that, and where it is no time, the token is refused. */
export function tokenTimesGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('times of a token', () => {
    for (const [what, timesAt, code] of cases) {
      test(`${what}: ${code ?? 'honest'}`, async () => {
        const issuer = await testIssuer()
        const { trust, clock } = suite.engine({ credentials: [issuer.credential()], policy: [] })
        const layers: Layer[] = [
          { kind: 'retrust', trust },
          route('ALL /me', ({ trust: view }) => json({ id: view().subject?.id ?? null }), { demand: 'any' }),
        ]
        const authorization = `Bearer ${await issuer.token(timesAt(clock.now() / 1000))}`
        await suite.run(layers, async (client) => {
          for (const method of ['GET', 'POST']) {
            const response = await client.send('/me', { method, headers: { authorization } })
            if (code === undefined) assert.deepEqual(await response.json(), { id: 'alice' })
            else await problemOf(response, 401, code)
          }
        })
      })
    }

    test('a token that was recognised is over at its time all the same, and a clock that jumps back revives nobody', async () => {
      const issuer = await testIssuer()
      const { trust, clock } = suite.engine({ credentials: [issuer.credential({ maxLife: '1h' })], policy: [] })
      const layers: Layer[] = [{ kind: 'retrust', trust }, route('GET /me', () => json({}), { demand: 'any' })]
      const began = clock.now()
      const authorization = `Bearer ${await issuer.token(good(began / 1000))}`
      await suite.run(layers, async (client) => {
        const status = async () => {
          const response = await client.send('/me', { headers: { authorization } })
          await response.text()
          return response.status
        }
        assert.equal(await status(), 200)
        clock.advance(3_606_000)
        assert.equal(await status(), 401)
        clock.set(began - 3_600_000)
        assert.equal(await status(), 401)
        clock.set(began + 3_606_000)
        assert.equal(await status(), 401)
      })
    })
  })
}

type Times = (now: number) => Record<string, string>
const HOUR = 3_600
const LEEWAY = 5

const good = (now: number) => ({ iat: `${now}`, auth_time: `${now}`, exp: `${now + HOUR}` })
const iatAt =
  (offset: number): Times =>
  (now) => ({ iat: `${now + offset}`, exp: `${now + 2 * HOUR}` })
const expAt =
  (offset: number): Times =>
  (now) => ({ ...good(now - HOUR), exp: `${now + offset}` })
const iat =
  (text: string): Times =>
  (now) => ({ iat: text, exp: `${now + HOUR}` })

const cases: readonly (readonly [what: string, times: Times, code?: string])[] = [
  ['all now', good],
  ['iat 1 second ahead', iatAt(1)],
  ['iat ahead by the leeway', iatAt(LEEWAY)],
  ['iat 30 seconds ago', iatAt(-30)],
  ['iat 400 seconds ago', iatAt(-400)],
  ['iat 1 second beyond the leeway', iatAt(LEEWAY + 1), 'credential.clock'],
  ['iat 120 seconds ahead', iatAt(120), 'credential.clock'],
  ['iat an hour ahead', iatAt(HOUR), 'credential.clock'],
  ['iat missing', (now) => ({ exp: `${now + HOUR}` }), 'credential.invalid'],
  ['iat a string', (now) => iat(`"${now}"`)(now), 'credential.invalid'],
  ['iat 1e400', iat('1e400'), 'credential.invalid'],
  ['iat negative', iat('-5'), 'credential.invalid'],
  ['iat null', iat('null'), 'credential.invalid'],
  ['auth_time beyond the leeway', (now) => ({ ...good(now), auth_time: `${now + LEEWAY + 1}` }), 'credential.clock'],
  ['exp 4 seconds ago, within the leeway', expAt(1 - LEEWAY)],
  ['exp past by the leeway', expAt(-LEEWAY), 'session.expired'],
  ['exp 400 seconds ago', expAt(-400), 'session.expired'],
  ['exp missing', (now) => ({ iat: `${now}` }), 'credential.invalid'],
  ['exp a string', (now) => ({ ...good(now), exp: `"${now + HOUR}"` }), 'credential.invalid'],
  ['exp 1e400', (now) => ({ ...good(now), exp: '1e400' }), 'credential.invalid'],
]
