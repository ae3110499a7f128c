import { downgrade, type Rule, type RuleFunction, rule, stepUp } from '@retrust/core'
import { judge, type TestSituation } from '@retrust/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { play, policy, stageOf, step } from './story.ts'

const more: (Rule | RuleFunction)[] = [
  ...policy(),
  rule({ name: 'low', holds: 'session' }, ({ signals }) =>
    signals.risk.value === 50 ? downgrade('test.low', 'read-only') : undefined,
  ),
  rule({ name: 'export' }, ({ action }) => (action.name === 'export' ? stepUp('test.export') : undefined)),
  rule({ name: 'tried', reportOnly: true }, () => stepUp('test.tried')),
]

const shuffled = fc.shuffledSubarray([...more.keys()], { minLength: more.length })

const situation: fc.Arbitrary<TestSituation> = fc.record({
  subject: fc.record({ kind: fc.constantFrom('human' as const, 'workload' as const, 'agent' as const) }),
  presenter: fc.constantFrom('admitted' as const, 'new' as const),
  action: fc.record({
    name: fc.constantFrom(undefined, 'pay', 'export'),
    access: fc.constantFrom('read' as const, 'write' as const),
    sensitive: fc.boolean(),
    essential: fc.boolean(),
  }),
  signals: fc.record({ risk: fc.constantFrom(0, 50, 65, 85, 100, 'fault', 'stale', 'unknown') }),
  reach: fc.record({ risk: fc.constantFrom('request' as const, 'session' as const, 'subject' as const) }),
})

describe('order', () => {
  it('of rules changes neither outcome nor effects', () => {
    fc.assert(
      fc.property(situation, shuffled, (given, order) => {
        const sorted = (policy: (Rule | RuleFunction)[]) => {
          const { reasons, reported, open, effects, ...rest } = judge(policy, given)
          const byText = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort()
          const narrow = byText(effects.narrow)
          return { ...rest, reasons: byText(reasons), reported: byText(reported), open: byText(open), narrow }
        }
        expect(sorted(order.map((i) => more[i] as Rule))).toEqual(sorted(more))
      }),
      { numRuns: 300 },
    )
  })

  it('of rules and signal sources changes no answer of a whole story', async () => {
    const signals = {
      deviceHealth: () => 'healthy',
      place: { maxAge: '1m', read: () => ({ latitude: 52.5, longitude: 13.4 }) },
      risk: { per: 'session', read: () => undefined },
    } as const
    const names = Object.keys(signals) as (keyof typeof signals)[]
    const sources = fc.shuffledSubarray(names, { minLength: names.length })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), shuffled, sources, async (steps, order, names) => {
        const told = async (stage: ReturnType<typeof stageOf>) => {
          const answers: string[] = []
          for (const one of steps) answers.push(await play(stage, one))
          return answers
        }
        const plain = await told(stageOf({ policy: more, signals }))
        const turned = await told(
          stageOf({
            policy: order.map((i) => more[i] as Rule),
            signals: Object.fromEntries(names.map((name) => [name, signals[name]])),
          }),
        )
        // Of equally strict reasons any may name the refusal.
        const strictness = (answer: string) => answer.replace(/^(\d+) .*/, '$1')
        expect(turned.map(strictness)).toEqual(plain.map(strictness))
      }),
      { numRuns: 40 },
    )
  })
})
