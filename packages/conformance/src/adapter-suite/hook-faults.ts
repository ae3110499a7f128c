import assert from 'node:assert/strict'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, route } from './app-plan.ts'
import { faultyHook, turns, unhandledRejections, type Way, ways } from './faulty-hook.ts'
import { type HookCase, hookCases } from './hook-cases.ts'
import type { SuiteContext } from './suite-context.ts'

/** C06: each hook, in each way to fail, ends in the declared answer; the handler ran as often as that says. */
export function hookFaultsGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('hooks that fail', () => {
    for (const one of hookCases) {
      for (const way of ways) {
        test(`${one.name} ${way}: ${one.status}`, async () => {
          const heard = unhandledRejections()
          await suite.run(...failing(one, way))
          await turns()
          assert.deepEqual(heard.stop(), [])
        })
      }
      test(`${one.name} answers when its client is gone: nobody is held up, and the handler runs once at most`, async () => {
        const heard = unhandledRejections()
        await suite.run(...hungUp(one))
        await turns()
        assert.deepEqual(heard.stop(), [])
      })
    }
  })

  /** The application with this hook in it. */
  function built(one: HookCase) {
    const hook = faultyHook()
    const ran = { count: 0 }
    const { trust, clock } = suite.engine(one.options?.(hook))
    const faults: string[] = []
    trust.on('fault', ({ source }) => faults.push(source))
    const x = route('GET /x', () => json({ ran: ++ran.count }), { demand: one.demand?.(hook) ?? 'any' })
    return { hook, ran, trust, clock, faults, layers: [{ kind: 'retrust', trust }, x] as Layer[] }
  }

  function failing(one: HookCase, way: Way): Parameters<SuiteContext['run']> {
    const { hook, ran, trust, clock, faults, layers } = built(one)
    const test: Parameters<SuiteContext['run']>[1] = async (client) => {
      const alice = await client.as(trust, 'alice')
      // The longest time-out of a hook is 5 seconds; nobody sleeps for it.
      hook.fail(way, () => clock.advance(6_000))
      const response = await alice('/x')
      const text = await response.text()
      assert.equal(response.status, one.status, text)
      if (one.code !== undefined) assert.equal(JSON.parse(text).code, one.code)
      assert.equal(ran.count, one.status === 200 ? 1 : 0)
      assert.ok(hook.failed > 0, 'the hook was not asked')
      await turns()
      assert.ok(faults.length > 0, 'nobody was told')
    }
    return [layers, test]
  }

  function hungUp(one: HookCase): Parameters<SuiteContext['run']> {
    const { hook, ran, trust, layers } = built(one)
    const test: Parameters<SuiteContext['run']>[1] = async (client) => {
      const alice = await client.as(trust, 'alice')
      const gone = new AbortController()
      const late = hook.hold()
      const left = alice('/x', { signal: gone.signal }).then(
        (response) => response.text().catch(() => undefined),
        () => undefined,
      )
      await late.asked
      gone.abort()
      if (suite.adapter.wired) await left
      await turns()
      late.answer()
      await left
      await turns()
      assert.ok(ran.count <= 1)
      const before = ran.count
      const next = await alice('/x')
      const text = await next.text()
      assert.ok(ran.count - before === (next.status === 200 ? 1 : 0), text)
      assert.equal(next.status, one.name === 'onStepUp' ? 401 : 200, text)
    }
    return [layers, test]
  }
}
