import assert from 'node:assert/strict'
import { downgrade } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, route } from './app-plan.ts'
import type { SuiteContext } from './suite-context.ts'

/** C01 and C03: the path is the one that the client sent, and no other spelling of it is taken for what it is not. */
export function pathsGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('paths', () => {
    test('a mounted application sees the path that the client sent', async () => {
      const seen: string[] = []
      const { trust } = suite.engine({
        policy: [({ context }) => void seen.push(`${context.facts.path}${context.facts.query}`)],
      })
      const pay = route('GET /pay', () => json({}))
      const deep: Layer = { kind: 'mount', at: '/v1', layers: [{ kind: 'retrust', trust }, pay] }
      await suite.run([{ kind: 'mount', at: '/api', layers: [deep] }], async (client) => {
        const alice = await client.as(trust, 'alice')
        assert.equal((await alice('/api/v1/pay?x=1&y=%2F')).status, 200)
        assert.deepEqual(seen, ['/api/v1/pay?x=1&y=%2F'])
      })
    })

    test('the origin is the one that the client used', async () => {
      const seen: (string | undefined)[] = []
      const { trust } = suite.engine({ policy: [({ context }) => void seen.push(context.facts.origin)] })
      await suite.run([{ kind: 'retrust', trust }, route('GET /x', () => json({}))], async (client) => {
        const alice = await client.as(trust, 'alice')
        await (await alice('/x')).text()
        assert.deepEqual(seen, [client.origin])
      })
    })

    test('only the exact path of an action is the action: other spellings count as the writes that they may be', async () => {
      const { trust } = suite.engine({
        policy: [() => downgrade('tests.read-only', 'read-only')],
        actions: { search: { match: 'POST /search', access: 'read' } },
        pages: { logout: '/logout' },
      })
      const ran: string[] = []
      const handlers: Layer[] = ['/search', '/logout', '/transfers'].map((path) =>
        route(`ALL ${path}`, () => {
          ran.push(path)
          return json({})
        }),
      )
      const catchAll = (at: string): Layer => ({ kind: 'mount', at, layers: handlers })
      await suite.run([{ kind: 'retrust', trust }, ...handlers, catchAll('/open')], async (client) => {
        const alice = await client.as(trust, 'alice')
        const run = async (target: string): Promise<readonly string[]> => {
          ran.length = 0
          const response = await alice(target, { method: 'POST' })
          await response.text()
          return [...ran]
        }
        assert.deepEqual(await run('/search'), ['/search'])
        assert.deepEqual(await run('/search?q=/transfers'), ['/search'])
        assert.deepEqual(await run('/logout'), ['/logout'])
        const { wired, mendsTargets = !wired } = suite.adapter
        // What a URL parser has mended already is the path itself.
        const mended = (target: string) => (mendsTargets ? new URL(`${client.origin}${target}`).pathname : target)
        const others = spellings.filter((target) => !['/search', '/logout'].includes(mended(target)))
        for (const target of others) assert.deepEqual(await run(target), [], target)
      })
    })
  })
}

const spellings: readonly string[] = [
  ...['/transfers', '/transfers/', '/TRANSFERS', '/transfers;v=2', '/transfers%2F', '/%74ransfers', '/%2574ransfers'],
  ...[
    '//transfers',
    '/./transfers',
    '/search/../transfers',
    '/search/%2e%2e/transfers',
    '/transfers%00',
    '/transfers%zz',
  ],
  ...['/search/', '/Search', '//search', '/./search', '/%73earch', '/search;v=2', '/search%2F', '/search%zz'],
  ...['/logout/', '/LOGOUT', '//logout', '/%6Cogout', '/open/logout', '/open/search', '/open/../open/search'],
  ...[
    '/transfers\\',
    '\\transfers',
    '/search\\..\\transfers',
    '/transfers%5C',
    '/search%5C..%5Ctransfers',
    '/open\\transfers',
  ],
  ...[
    '/search%2F..%2Ftransfers',
    '/search/%252e%252e/transfers',
    '/%2e/transfers',
    '/search/..;/transfers',
    '/open//transfers',
  ],
  ...[
    '/search\\',
    '/open\\search',
    '/open\\..\\search',
    '/search%5C',
    '/%2573earch',
    '/%2e/search',
    '/logout\\',
    '/logout%00',
  ],
]
