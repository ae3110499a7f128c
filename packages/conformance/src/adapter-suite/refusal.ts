import assert from 'node:assert/strict'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, type Route, route } from './app-plan.ts'
import { problemOf } from './problem-of.ts'
import type { SuiteContext } from './suite-context.ts'

/** What is refused by the middleware and on routes: the handler never runs, the answer is whole, earlier headers stay. */
export function refusalGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('what is refused', () => {
    const never = (ran: { count: number }, demand: Route['demand'] = 'any') =>
      route('ALL /account', () => json({ ran: ++ran.count }), { demand })
    const before: Layer = {
      kind: 'headers',
      headers: [
        ['access-control-allow-origin', 'https://shop.example.test'],
        ['access-control-expose-headers', 'www-authenticate'],
        ['x-request-id', 'r1'],
        ['set-cookie', 'theme=dark'],
        ['content-language', 'de'],
        ['cache-control', 'max-age=60'],
      ],
    }

    test('a route without a session answers 401 and keeps the headers set before', async () => {
      const { trust } = suite.engine()
      const ran = { count: 0 }
      await suite.run([before, { kind: 'retrust', trust }, never(ran)], async (client) => {
        const response = await client.send('/account')
        await problemOf(response, 401, 'credential.absent')
        assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer/)
        assert.equal(response.headers.get('access-control-allow-origin'), 'https://shop.example.test')
        assert.equal(response.headers.get('x-request-id'), 'r1')
        assert.deepEqual(response.headers.getSetCookie(), ['theme=dark'])
        assert.equal(response.headers.get('content-language'), null)
        assert.equal(ran.count, 0)
      })
    })

    test('a demand that is not met answers 401 with what to prove', async () => {
      const { trust } = suite.engine()
      const ran = { count: 0 }
      await suite.run([{ kind: 'retrust', trust }, never(ran, { acr: 'mfa' })], async (client) => {
        const alice = await client.as(trust, 'alice')
        const response = await alice('/account')
        assert.match(
          response.headers.get('www-authenticate') ?? '',
          /insufficient_user_authentication.*acr_values="mfa"/,
        )
        const problem = await problemOf(response, 401, 'demand.acr')
        assert.equal(problem.acr_values, 'mfa')
        assert.equal(ran.count, 0)
      })
    })

    test('a session that ended is refused by the middleware, cookie and headers kept', async () => {
      const { trust } = suite.engine({ policy: [() => undefined], pages: { login: '/login' } })
      const ran = { count: 0 }
      await suite.run([before, { kind: 'retrust', trust }, never(ran)], async (client) => {
        const alice = await client.as(trust, 'alice')
        await trust.revoke({ subject: { id: 'alice' } })
        const response = await alice('/account')
        assert.equal(response.status, 401)
        assert.equal(response.headers.get('x-request-id'), 'r1')
        await response.text()
        assert.equal(ran.count, 0)
      })
    })

    test('a cross-site write is refused before anything else', async () => {
      const { trust } = suite.engine()
      const ran = { count: 0 }
      await suite.run([{ kind: 'retrust', trust }, never(ran)], async (client) => {
        const alice = await client.as(trust, 'alice')
        const response = await alice('/account', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } })
        await problemOf(response, 403, 'cross-site')
        const own = await alice('/account', { method: 'POST', headers: { origin: client.origin } })
        assert.equal(own.status, 200)
        await own.text()
        assert.equal(ran.count, 1)
      })
    })

    test('a demand asks what it asked when its route was mounted, whatever becomes of the object', async () => {
      const { trust } = suite.engine()
      const demand = { acr: 'mfa' }
      const guarded = route('GET /guarded', () => json({}), { demand })
      await suite.run([{ kind: 'retrust', trust }, guarded], async (client) => {
        demand.acr = 'pwd'
        const alice = await client.as(trust, 'alice')
        await problemOf(await alice('/guarded'), 401, 'demand.acr')
        await problemOf(await alice('/guarded'), 401, 'demand.acr')
      })
    })

    test("a person's navigation is redirected, a program never is", async () => {
      const { trust } = suite.engine({ pages: { login: '/login', stepUp: '/confirm' } })
      const ran = { count: 0 }
      await suite.run([{ kind: 'retrust', trust }, never(ran)], async (client) => {
        const person = await client.send('/account?tab=1', {
          headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
        })
        assert.equal(person.status, 303)
        assert.match(person.headers.get('location') ?? '', /^\/login\?/)
        assert.equal(await person.text(), '')
        assert.equal(person.headers.get('cache-control'), 'no-store')
        assert.match(person.headers.get('vary') ?? '', /accept.*cookie.*sec-fetch-mode/)
        for (const accept of ['*/*', 'application/json', 'text/event-stream']) {
          await problemOf(await client.send('/account', { headers: { accept } }), 401, 'credential.absent')
        }
      })
    })

    test('onStepUp may replace the answer', async () => {
      const { trust } = suite.engine()
      const replaced = { status: 401, code: 'own', headers: { 'cache-control': 'no-store' }, body: '{"own":true}' }
      const account = route('GET /account', () => json({}), { demand: { acr: 'mfa', onStepUp: () => replaced } })
      await suite.run([{ kind: 'retrust', trust }, account], async (client) => {
        const alice = await client.as(trust, 'alice')
        const response = await alice('/account')
        assert.equal(response.status, 401)
        assert.equal(await response.text(), '{"own":true}')
      })
    })
  })
}
