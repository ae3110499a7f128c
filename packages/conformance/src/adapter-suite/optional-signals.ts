import assert from 'node:assert/strict'
import { rule, type SignalSourceOption } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import { json, route } from './app-plan.ts'
import { faultyHook, turns, unhandledRejections, ways } from './faulty-hook.ts'
import { problemOf } from './problem-of.ts'
import type { SuiteContext } from './suite-context.ts'

/** C06: a signal that fails takes no other with it, and holds up nobody who can do without. */
export function optionalSignalsGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('optional signals', () => {
    for (const way of ways) {
      test(`one that ${way} leaves the others known, and the request goes on`, async () => {
        const heard = unhandledRejections()
        const hook = faultyHook()
        const seen: unknown[] = []
        const lenient = rule({ onUnknown: 'allow' }, ({ signals }) => {
          seen.push(['geo', 'risk', 'posture'].map((name) => signals[name]?.value ?? signals[name]?.state))
          return undefined
        })
        const signals: Record<string, SignalSourceOption> = {
          risk: () => 20,
          geo: () => hook.call(() => 'DE'),
          posture: async () => 'healthy',
        }
        const { trust, clock } = suite.engine({ signals, policy: [lenient] })
        trust.on('fault', ({ source }) => assert.equal(source, 'signal.geo'))
        const x = route('GET /x', () => json({ ran: true }), { demand: 'any' })
        await suite.run([{ kind: 'retrust', trust }, x], async (client) => {
          const alice = await client.as(trust, 'alice')
          seen.length = 0
          hook.fail(way, () => clock.advance(6_000))
          assert.equal((await alice('/x')).status, 200)
          for (const one of seen) assert.deepEqual(one, ['fault', 20, 'healthy'])
          assert.ok(seen.length > 0)
        })
        await turns()
        assert.deepEqual(heard.stop(), [])
      })
    }

    test('one that fails does not hide what another one says against the request', async () => {
      const hook = faultyHook()
      const { trust, clock } = suite.engine({ signals: { risk: () => 95, geo: () => hook.call(() => 'DE') } })
      trust.on('fault', ({ source }) => assert.equal(source, 'signal.geo'))
      const x = route('POST /x', () => json({ ran: true }), { demand: 'any' })
      await suite.run([{ kind: 'retrust', trust }, x], async (client) => {
        const alice = await client.as(trust, 'alice')
        hook.fail('never settles', () => clock.advance(6_000))
        await problemOf(await alice('/x', { method: 'POST' }), 401, 'level.insufficient')
      })
    })
  })
}
