import assert from 'node:assert/strict'
import type { TestRunner } from '../test-runner.ts'
import { type Answer, type HeaderLine, json, type Layer, route } from './app-plan.ts'
import { pieces } from './cookies.ts'
import { problemOf } from './problem-of.ts'
import type { SuiteContext } from './suite-context.ts'

/** C48: no cache keeps what we answer to one person, and no proxy sends the file that a refused handler had named. */
export function copiesGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('copies', () => {
    const lifetimes: readonly HeaderLine[] = [
      ['cache-control', 'public, max-age=600'],
      ['cdn-cache-control', 'max-age=600'],
      ['vercel-cdn-cache-control', 'max-age=600'],
      ['surrogate-control', 'max-age=600'],
      ['x-accel-expires', '600'],
      ['expires', 'Thu, 01 Jan 2099 00:00:00 GMT'],
    ]
    const files: readonly HeaderLine[] = [
      ['x-accel-redirect', '/protected/statement.pdf'],
      ['x-sendfile', '/var/protected/statement.pdf'],
    ]
    const before: Layer = { kind: 'headers', headers: [...lifetimes, ...files] }

    function assertKeptNowhere({ headers }: Response): void {
      assert.equal(headers.get('cache-control'), 'no-store')
      for (const [name] of lifetimes.slice(1)) assert.equal(headers.get(name), null, name)
    }

    test('of a refusal are kept nowhere, and no proxy sends a file in its place', async () => {
      const { trust } = suite.engine()
      const layers: Layer[] = [
        before,
        { kind: 'retrust', trust },
        route('GET /account', () => json({}), { demand: 'any' }),
        route('GET /statement', async (exchange) => {
          for (const [name, value] of [...lifetimes, ...files]) exchange.setHeader(name, value)
          await exchange.trust().demand({ acr: 'mfa' })
          return json({})
        }),
      ]
      await suite.run(layers, async (client) => {
        const alice = await client.as(trust, 'alice')
        const cross = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }
        const assertRefused = async (response: Response, status: number, code: string) => {
          await problemOf(response, status, code)
          assertKeptNowhere(response)
          for (const [name] of files) assert.equal(response.headers.get(name), null, name)
        }
        await assertRefused(await client.send('/account'), 401, 'credential.absent')
        await assertRefused(await alice('/account', cross), 403, 'cross-site')
        await assertRefused(await alice('/statement'), 401, 'demand.acr')
      })
    })

    test('of a refusal that onStepUp replaced are kept nowhere', async () => {
      const { trust } = suite.engine()
      const onStepUp = () => ({ status: 404, code: 'hidden', headers: {}, body: 'not here' })
      const account = route('GET /account', () => json({}), { demand: { acr: 'mfa', onStepUp } })
      await suite.run([before, { kind: 'retrust', trust }, account], async (client) => {
        const response = await (await client.as(trust, 'alice'))('/account')
        assert.deepEqual([response.status, await response.text()], [404, 'not here'])
        assertKeptNowhere(response)
      })
    })

    const answers: readonly (readonly [string, Answer])[] = [
      ['JSON', json({ ok: true })],
      ['a raw response', { kind: 'raw', status: 200, headers: lifetimes, body: 'raw' }],
      ['a stream', { kind: 'stream', pieces: pieces('one', 'two') }],
    ]
    for (const [name, answer] of answers) {
      test(`of ${name} with cookies of ours are kept nowhere`, async () => {
        const { trust } = suite.engine()
        const layers: Layer[] = [
          before,
          { kind: 'retrust', trust },
          route('GET /from-the-provider', async ({ trust: view }) => {
            await view().begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
            return answer
          }),
          route('POST /logout', async ({ trust: view }) => {
            await view().end()
            return answer
          }),
          route('GET /home', () => answer),
        ]
        await suite.run(layers, async (client) => {
          const login = await client.send('/from-the-provider')
          const cookie = login.headers
            .getSetCookie()
            .map((line) => line.split(';')[0])
            .join('; ')
          const logout = await client.send('/logout', { method: 'POST', headers: { cookie } })
          for (const response of [login, logout]) {
            assert.ok(response.headers.getSetCookie().length > 0)
            assertKeptNowhere(response)
            await response.text()
          }
          const home = await client.send('/home')
          assert.equal(home.headers.get('cache-control'), 'public, max-age=600', 'all others are for routes to say')
          await home.text()
        })
      })
    }
  })
}
