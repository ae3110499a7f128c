import assert from 'node:assert/strict'
import { cookieSession, memoryStore } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, route } from './app-plan.ts'
import type { SuiteContext } from './suite-context.ts'

const MINUTE = 60_000

/** C15: a clock that jumps, and what another node's clock has stored, never lengthen a session's life. */
export function clockJumpsGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('clocks that jump', () => {
    const store = memoryStore
    const session = () => cookieSession({ secure: !suite.adapter.wired, idle: '30m', absolute: '2h' })
    const me = route('GET /me', ({ trust }) => json({ id: trust().subject?.id }), { demand: 'any' })

    /** What a session of alice gets at each of these minutes after its begin. */
    async function answersAt(minutes: readonly number[], kept = store()): Promise<(number | string)[]> {
      const { trust, clock } = suite.engine({ credentials: [session()], store: kept, policy: [] })
      const layers: Layer[] = [{ kind: 'retrust', trust }, me]
      const answers: (number | string)[] = []
      await suite.run(layers, async (client) => {
        const alice = await client.as(trust, 'alice')
        const began = clock.now()
        for (const minute of minutes) {
          clock.set(began + minute * MINUTE)
          const response = await alice('/me')
          const { code } = (await response.json()) as { code?: string }
          answers.push(code ?? response.status)
        }
      })
      return answers
    }

    test('back and forth within the idle time is honest', async () => {
      assert.deepEqual(await answersAt([1, 20, 5, 25, 10, 30]), [200, 200, 200, 200, 200, 200])
    })

    test('before its begin a session is refused, by the clock, and goes on when time has caught up', async () => {
      assert.deepEqual(await answersAt([1, -10, 2]), [200, 'session.clock', 200])
    })

    test('no jump takes a session past its absolute end', async () => {
      const steps = Array.from({ length: 7 }, (_, i) => i * 20)
      assert.deepEqual(await answersAt([...steps.slice(1), 10, 120]), [
        ...[200, 200, 200, 200, 200, 'session.expired'],
        'session.idle',
        'session.expired',
      ])
    })

    test('a stored last use from the future is no life: beyond the idle time it is as old as it is young', async () => {
      for (const [ahead, answer] of [
        [10, 200],
        [29, 200],
        [31, 'session.idle'],
        [600, 'session.idle'],
      ] as const) {
        const kept = store()
        const read = kept.sessions.read.bind(kept.sessions)
        kept.sessions.read = async (asked) => {
          const found = await read(asked)
          if (found.kind === 'absent') return found
          return { ...found, record: { ...found.record, lastSeenAt: found.now + ahead * MINUTE } }
        }
        assert.deepEqual(await answersAt([1], kept), [answer], `${ahead} minutes ahead`)
      }
    })

    test('a last use from the future buys no idle time after it', async () => {
      assert.deepEqual(await answersAt([1, 25, 1, 56]), [200, 200, 200, 'session.idle'])
    })
  })
}
