import type { AuditRecord } from '@retrust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAILURES, faultyStore } from '../../../packages/core/test/engine/faulty-store.ts'
import { settled } from '../../../packages/core/test/engine/world.ts'
import { DEMANDS, play, policy, type Stage, type Step, stageOf, step } from './story.ts'

const LEVELS = ['read-only', 'limited', 'full']

/** What fails in the last step of a story: the n-th call of the store, a source of risk, or the n-th audit record. */
const failing = fc.oneof(
  fc.record({
    part: fc.constant('store' as const),
    call: fc.integer({ min: 1, max: 4 }),
    how: fc.constantFrom(...FAILURES),
  }),
  fc.record({ part: fc.constant('risk' as const), how: fc.constantFrom(...FAILURES) }),
  fc.record({
    part: fc.constant('audit' as const),
    call: fc.integer({ min: 1, max: 4 }),
    how: fc.constantFrom(...FAILURES),
  }),
)
type Failing = typeof failing extends fc.Arbitrary<infer T> ? T : never

const last: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('ask' as const),
  who: fc.nat(9),
  method: fc.constantFrom('GET' as const, 'POST' as const),
  demand: fc.nat(DEMANDS.length - 1),
  on: fc.constantFrom(0 as const, 1 as const),
})

function fail(how: Failing['how']): Promise<never> {
  if (how === 'throws') throw new Error('away')
  if (how === 'hangs') return new Promise<never>(() => undefined)
  return Promise.reject(how === 'rejects-undefined' ? undefined : new Error('away'))
}

/** Plays a story; in its last step something fails. Answers what came of that step. */
async function told(steps: readonly Step[], end: Step, failing: Failing | undefined): Promise<string> {
  const store = faultyStore()
  let broken: Failing | undefined
  let records = 0
  const stage: Stage = stageOf({
    store,
    policy: policy(),
    signals: { risk: () => (broken?.part === 'risk' ? fail(broken.how) : undefined) },
    audit: {
      mode: 'required',
      sink: (_record: AuditRecord) => {
        records += 1
        return broken?.part === 'audit' && records === broken.call ? fail(broken.how) : undefined
      },
    },
  })
  await play(stage, { do: 'log in', subject: 'alice', acr: 'mfa' })
  for (const one of steps) await play(stage, one)
  const first = store.calls.length
  records = 0
  broken = failing
  store.fails = (call) => (broken?.part === 'store' && call === first + broken.call ? broken.how : undefined)
  let answer: string | undefined
  void play(stage, end).then((given) => {
    answer = given
  })
  for (let i = 0; i < 12 && answer === undefined; i++) {
    await settled()
    if (answer === undefined) stage.worlds[0].clock.advance(1_000)
  }
  if (answer === undefined) throw new Error('it was never answered')
  return answer
}

describe('no silent pass', () => {
  it('failing any one call gives nobody more than they would have got', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), last, failing, async (steps, end, failing) => {
        const [whole, broken] = [await told(steps, end, undefined), await told(steps, end, failing)]
        if (!broken.startsWith('as ')) return
        const [a, b] = [whole, broken].map((answer) => /^as (\S+) at (\S+)$/.exec(answer) ?? [])
        expect(`${b?.[1]} (${whole})`).toBe(`${a?.[1]} (${whole})`)
        expect(LEVELS.indexOf(b?.[2] as string)).toBeLessThanOrEqual(LEVELS.indexOf(a?.[2] as string))
      }),
      { numRuns: 120 },
    )
  })
})
