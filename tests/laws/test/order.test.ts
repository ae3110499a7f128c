import { deny, type Rule, type RuleFunction, rule, type SignalSourceOption } from '@retrust/core'
import { judge, type TestSituation } from '@retrust/core/testing'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { holds, isCaught, must } from './law.ts'
import { plans, policyOf } from './policies.ts'
import { play, policy, stageOf, step } from './story.ts'

/*
 * Law 4. Shuffling rules or signal sources changes neither outcome nor effects: of one decision, and of a whole story. Which
 * of several equally strict reasons names the refusal is not promised.
 */

const RUNS = { decision: 250, story: 40 }

const situation: fc.Arbitrary<TestSituation> = fc.record({
  subject: fc.record({ kind: fc.constantFrom('human' as const, 'workload' as const, 'agent' as const) }),
  presenter: fc.constantFrom('admitted' as const, 'new' as const),
  action: fc.record({
    name: fc.constantFrom(undefined, 'pay', 'export'),
    access: fc.constantFrom('read' as const, 'write' as const),
    sensitive: fc.boolean(),
    essential: fc.boolean(),
  }),
  baseline: fc.record({ networks: fc.constantFrom([], ['another']), kinds: fc.constantFrom([], ['pay']) }),
  signals: fc.record({
    risk: fc.constantFrom(0, 50, 65, 85, 100, 'fault', 'stale', 'unknown'),
    deviceHealth: fc.constantFrom('good', 'poor', 'fault'),
  }),
  reach: fc.record({ risk: fc.constantFrom('request' as const, 'session' as const, 'subject' as const) }),
})

type Policy = readonly (Rule | RuleFunction)[]

/** An order is a list of numbers to sort by. */
const order = fc.array(fc.nat(), { minLength: 24, maxLength: 24 })
const shuffled = <T>(list: readonly T[], by: readonly number[]): T[] =>
  list
    .map((one, i) => [by[i] ?? 0, one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one)

/** Two rules that know of each other: what the one answers depends on whether the other ran before it. */
function acquainted(): Policy {
  const before = new WeakSet<object>()
  return [
    rule({ name: 'first' }, (situation) => {
      before.add(situation)
      return undefined
    }),
    rule({ name: 'second' }, (situation) => (before.has(situation) ? deny('test.second') : undefined)),
  ]
}

function sorted(policy: Policy, given: TestSituation): string {
  const { reasons, reported, open, effects, ...rest } = judge(policy, given)
  const byText = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort()
  const parts = [reasons, reported, open, effects.narrow].map(byText)
  // Which of two equally strict reasons ended the session is not promised.
  return JSON.stringify([rest, parts, effects.end !== undefined])
}

const decisionLaw = (more: () => Policy = () => []) =>
  fc.property(plans({ terminate: true }), situation, order, (plan, given, by) => {
    const rules = [...policy(), ...policyOf(plan), ...more()]
    const [plain, turned] = [sorted(rules, given), sorted(shuffled(rules, by), given)]
    must(plain === turned, () => `as written: ${plain}; shuffled: ${turned}`)
  })

const SOURCES: Readonly<Record<string, SignalSourceOption>> = {
  deviceHealth: ({ facts }) => (facts.browser.family === 'Firefox' ? 'good' : 'poor'),
  place: { maxAge: '1m', read: ({ now }) => ({ latitude: 52.5, longitude: (now / 60_000) % 90 }) },
  risk: {
    per: 'session',
    maxAge: '10s',
    key: (_, session) => session.subject.id,
    read: ({ now }) => (now / 500) % 100,
  },
  posture: { perAction: true, read: async (_context, _session, { signals }) => signals.deviceHealth.value },
  broken: () => {
    throw new Error('away')
  },
}

/** A source that answers by whether another was asked before it, in the same request. */
function turnTaking(): Readonly<Record<string, SignalSourceOption>> {
  const before = new WeakSet<object>()
  return {
    ...SOURCES,
    deviceHealth: (context) => {
      before.add(context)
      return 'good'
    },
    risk: (context) => (before.has(context) ? 0 : 100),
  }
}

const storyLaw = (more: () => Policy = () => [], sources = () => SOURCES) =>
  fc.asyncProperty(
    plans({ terminate: false }),
    fc.array(step, { minLength: 6, maxLength: 24 }),
    order,
    async (plan, steps, by) => {
      const told = async (turn: <T>(list: readonly T[]) => readonly T[]) => {
        const rules = turn([...policy(), ...policyOf(plan), ...more()])
        const stage = stageOf({ policy: rules, signals: Object.fromEntries(turn(Object.entries(sources()))) })
        const answers: string[] = []
        await play(stage, { do: 'log in', subject: 'alice', acr: 'pwd', home: 0, on: 0 })
        for (const one of steps) answers.push((await play(stage, one)).replace(/^(\d+) .*/, '$1'))
        return JSON.stringify(answers)
      }
      const [plain, turned] = [await told((list) => list), await told((list) => shuffled(list, by))]
      must(plain === turned, () => `as written: ${plain}; shuffled: ${turned}`)
    },
  )

describe('order', () => {
  it('of rules changes neither outcome nor effects', () => holds(decisionLaw(), RUNS.decision))

  it('of rules and signal sources changes no answer of a whole story', () => holds(storyLaw(), RUNS.story))

  it('rules that depend on their place are caught', async () => {
    await isCaught(decisionLaw(acquainted), RUNS.decision)
    await isCaught(storyLaw(acquainted), RUNS.story)
  })

  it('sources that depend on their place are caught', () => isCaught(storyLaw(undefined, turnTaking), RUNS.story))
})
