import assert from 'node:assert/strict'
import { type Demand, memoryStore, type Store } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, type Route, route } from './app-plan.ts'
import { problemOf } from './problem-of.ts'
import type { SuiteContext } from './suite-context.ts'

/** C06: what throws, rejects or never answers inside the guard ends in an answer, and never in the handler. */
export function faultsGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('faults', () => {
    const hooks: readonly (readonly [string, () => Promise<Demand | undefined>])[] = [
      ['throws', () => fail(new Error('no database'))],
      ['rejects', async () => fail(new Error('no database'))],
      ['rejects with nothing', () => Promise.reject(undefined)],
      ['answers nothing', async () => undefined],
    ]
    for (const [what, demand] of hooks) {
      test(`a demand function that ${what} refuses, and the handler does not run`, async () => {
        const { trust } = suite.engine()
        const ran = { count: 0 }
        await suite.run([{ kind: 'retrust', trust }, counting(ran, demand)], async (client) => {
          const alice = await client.as(trust, 'alice')
          const response = await alice('/x')
          assert.ok(response.status >= 500, String(response.status))
          await response.text()
          assert.equal(ran.count, 0)
        })
      })
    }

    test('a demand function that never answers is given up on', async () => {
      const { trust, clock } = suite.engine()
      const ran = { count: 0 }
      const never = () => {
        setImmediate(() => clock.advance(60_000))
        return new Promise<undefined>(() => undefined)
      }
      await suite.run([{ kind: 'retrust', trust }, counting(ran, never)], async (client) => {
        const alice = await client.as(trust, 'alice')
        const response = await alice('/x')
        assert.ok(response.status >= 500, String(response.status))
        await response.text()
        assert.equal(ran.count, 0)
      })
    })

    test('a store that is down refuses who has a session with 503; who has none passes as nobody', async () => {
      const store = memoryStore()
      const { trust } = suite.engine({ store: failing(store) })
      const ran = { count: 0 }
      await suite.run([{ kind: 'retrust', trust }, counting(ran, undefined)], async (client) => {
        const other = suite.engine()
        const alice = await client.as(other.trust, 'alice')
        await problemOf(await alice('/x'), 503, 'fault.store')
        assert.equal(ran.count, 0)
        assert.equal((await client.send('/x')).status, 200)
      })
    })

    test('a login that cannot be stored answers 503 and sets no cookie', async () => {
      const { trust } = suite.engine({ store: failing(memoryStore()) })
      const login = route('POST /login', async (exchange) =>
        json(await exchange.trust().begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })),
      )
      await suite.run([{ kind: 'retrust', trust }, login], async (client) => {
        const response = await client.send('/login', { method: 'POST' })
        assert.deepEqual(response.headers.getSetCookie(), [])
        await problemOf(response, 503, 'fault.store')
      })
    })

    test("a handler's own error reaches the application's error layer", async () => {
      const { trust } = suite.engine()
      const broken = route('GET /x', () => fail(new Error('broken')))
      await suite.run([{ kind: 'catch-all' }, { kind: 'retrust', trust }, broken], async (client) => {
        const response = await client.send('/x')
        assert.equal(response.status, 500)
        assert.deepEqual(await response.json(), { caught: true })
      })
    })

    for (const [what, layer] of [
      ['trustOf', route('GET /x', ({ trust }) => json({ id: trust().subject?.id }))],
      ['requireTrust', route('GET /x', () => json({ ran: true }), { demand: 'any' })],
    ] as const) {
      test(`${what} without retrust before it is an error, never a pass`, async () => {
        const { trust } = suite.engine()
        await suite.run([layer, { kind: 'retrust', trust }], async (client) => {
          const alice = await client.as(trust, 'alice')
          const response = await alice('/x')
          assert.equal(response.status, 500)
          assert.doesNotMatch(await response.text(), /ran/)
        })
      })
    }

    test('garbage cookies, long headers and names like __proto__ are nobody', async () => {
      const { trust } = suite.engine()
      const who = route('GET /x', (x) => json({ id: x.trust().subject?.id ?? null }))
      await suite.run([{ kind: 'retrust', trust }, who], async (client) => {
        const headers: Readonly<Record<string, string>>[] = [
          { cookie: 'session=; __Host-session=' },
          { cookie: 'session=__proto__; constructor=1; =; ;;' },
          { cookie: `session=${'a'.repeat(12_000)}` },
          JSON.parse('{"__proto__":"x","constructor":"y"}'),
          { cookie: 'session=toString.hasOwnProperty', 'user-agent': 'x'.repeat(2_000) },
        ]
        for (const one of headers) {
          const response = await client.send('/x', { headers: one })
          assert.equal(response.status, 200)
          assert.deepEqual(await response.json(), { id: null })
        }
      })
    })

    if (!suite.adapter.wired) return
    test('a request target that routers would read differently is a 400, or the path that was judged is what runs', async () => {
      const judged: string[] = []
      const { trust } = suite.engine({ policy: [({ context }) => void judged.push(context.facts.path)] })
      const ran = { count: 0 }
      await suite.run([{ kind: 'retrust', trust }, counting(ran, 'any')], async (client) => {
        const alice = await client.as(trust, 'alice')
        for (const target of ['/x#/y', 'ftp://bank.example.test/x']) {
          const response = await alice(target)
          await response.text()
          // A platform that gives requests with a URL has cut the fragment before anybody sees it.
          if (suite.adapter.mendsTargets && response.status === 200) assert.ok(judged.every((path) => path === '/x'))
          else assert.equal(response.status, 400, target)
        }
        if (!suite.adapter.mendsTargets) assert.equal(ran.count, 0)
      })
    })
  })
}

const counting = (ran: { count: number }, demand: Route['demand']): Layer =>
  route('GET /x', () => json({ ran: ++ran.count }), { demand })

function fail(error: Error): never {
  throw error
}

/** A store whose every question about sessions fails. */
function failing(store: Store): Store {
  const down = () => Promise.reject(new Error('connection refused'))
  return { ...store, sessions: { ...store.sessions, read: down, create: down } as Store['sessions'] }
}
