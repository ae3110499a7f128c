import { type Rule, type RuleFunction, terminate } from '@retrust/core'
import { judge, type TestSituation } from '@retrust/core/testing'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { holds, isCaught, must } from './law.ts'
import { type Plan, plans, policyOf } from './policies.ts'

/*
 * Law 1. At equal session state, a worse known value never gives a milder outcome, nor a higher level: under any policy of
 * our own rules (and of rules of one's own that are no milder by themselves), whatever is stored, answered and proved.
 */

const NOW = Date.parse('2026-03-02T09:00:00Z')
const OUTCOMES = ['allow', 'downgrade', 'step-up', 'deny', 'terminate']
const LEVELS = ['full', 'limited', 'read-only']
const RUNS = 120

const band = fc.integer({ min: 0, max: 10 })
const cause = fc.constantFrom(
  { rule: 'riskScore', about: 'risk' },
  { rule: 'own.risk-over-50', about: '' },
  { rule: 'own.device-is-poor', about: '' },
  { rule: 'deviceChange', about: 'Chrome/Windows' },
)
const state: fc.Arbitrary<TestSituation> = fc.record({
  subject: fc.record({ kind: fc.constantFrom('human' as const, 'workload' as const, 'agent' as const) }),
  authentications: fc.array(
    fc.record({
      acr: fc.constantFrom('pwd', 'mfa', 'phr'),
      at: fc.constantFrom(0, 1, 50, 300, 2_000).map((minutes) => NOW - minutes * 60_000),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  answered: fc.array(
    fc
      .record({ cause, band, acr: fc.constantFrom('pwd', 'mfa'), until: fc.constantFrom(NOW, NOW + 1) })
      .map(({ cause, ...one }) => ({ ...cause, ...one, by: 'raise' as const, at: NOW - 1 })),
    { maxLength: 3 },
  ),
  stored: fc.array(
    fc
      .record({
        cause,
        band,
        level: fc.constantFrom('limited' as const, 'read-only' as const),
        holds: fc.constantFrom('session' as const, 'subject' as const),
      })
      .map(({ cause, ...one }) => ({ ...cause, ...one, code: 'stored', at: NOW - 1, until: NOW + 1 })),
    { maxLength: 2 },
  ),
  baseline: fc.record({
    networks: fc.constantFrom([], ['another']),
    browser: fc.constantFrom(undefined, { family: 'Firefox', platform: 'Linux' }),
    place: fc.constantFrom(undefined, { latitude: 52, longitude: 13, at: NOW - 3_600_000 }),
    lastAction: fc.constantFrom(undefined, { access: 'read' as const, sensitive: false }),
    kinds: fc.constantFrom([], ['pay']),
  }),
  action: fc.record({
    name: fc.constantFrom(undefined, 'pay', 'export'),
    access: fc.constantFrom('read' as const, 'write' as const),
    sensitive: fc.boolean(),
    essential: fc.boolean(),
  }),
  presenter: fc.constantFrom('admitted' as const, 'new' as const),
  signals: fc.record({
    risk: fc.constantFrom(0, 55, 90),
    deviceHealth: fc.constantFrom('good', 'poor', 'unknown', 'fault'),
    place: fc.constantFrom('unknown', 'stale', { latitude: 48, longitude: 2 }),
  }),
})

/** Two situations, of which the second is worse in one thing that is known, and the same in all else. */
type Pair = readonly [milder: TestSituation, worse: TestSituation]

const withSignal = (given: TestSituation, name: string, value: unknown): TestSituation => ({
  ...given,
  signals: { ...given.signals, [name]: value },
})

const score = fc.integer({ min: 0, max: 100 })
const longitude = fc.integer({ min: 13, max: 100 })
const ordered = (one: fc.Arbitrary<number>) => fc.tuple(one, one).map((two) => two.sort((a, b) => a - b))

const WORSE: Record<string, fc.Arbitrary<Pair>> = {
  'a higher risk': fc
    .tuple(state, ordered(score))
    .map(([given, [low, high]]) => [withSignal(given, 'risk', low), withSignal(given, 'risk', high)]),
  'a place that is farther away': fc
    .tuple(state, ordered(longitude))
    .map(([given, [near, far]]) => [
      withSignal(given, 'place', { latitude: 52, longitude: near }),
      withSignal(given, 'place', { latitude: 52, longitude: far }),
    ]),
  'a device in poor health': state.map((given) => [
    withSignal(given, 'deviceHealth', 'good'),
    withSignal(given, 'deviceHealth', 'poor'),
  ]),
  'a new presenter': state.map((given) => [
    { ...given, presenter: 'admitted' },
    { ...given, presenter: 'new' },
  ]),
  'a cause more that is stored': state.map((given) => [{ ...given, stored: [] }, given]),
  'an answer less': state.map((given) => [given, { ...given, answered: [] }]),
  'another browser': state.map((given) => [
    { ...given, request: { browser: { family: 'Firefox', platform: 'Linux' } } },
    { ...given, request: { browser: { family: 'Chrome', platform: 'Windows' } } },
  ]),
  'an older proof': fc.tuple(state, ordered(fc.integer({ min: 0, max: 3_000 }))).map(([given, [young, old]]) => {
    const proved = (minutes = 0): TestSituation => ({
      ...given,
      authentications: [{ acr: 'mfa', at: NOW - minutes * 60_000 }],
    })
    return [proved(young), proved(old)]
  }),
}

const law = (worse: fc.Arbitrary<Pair>, more: readonly (Rule | RuleFunction)[] = []) =>
  fc.property(plans({ terminate: true }), worse, (plan: Plan, [milder, worse]) => {
    const policy = [...policyOf(plan), ...more]
    const [a, b] = [judge(policy, milder), judge(policy, worse)]
    must(
      OUTCOMES.indexOf(b.outcome) >= OUTCOMES.indexOf(a.outcome) && LEVELS.indexOf(b.level) >= LEVELS.indexOf(a.level),
      () => `from ${a.outcome} at ${a.level} to ${b.outcome} at ${b.level}`,
    )
  })

describe('strictness: a worse known value never gives a milder outcome', () => {
  it.each(Object.keys(WORSE))('%s', async (name) => {
    await holds(law(WORSE[name] as fc.Arbitrary<Pair>), RUNS)
  })

  it('a rule that is milder to a higher risk is caught', async () => {
    const odd: RuleFunction = ({ signals }) => ((signals.risk.value as number) < 70 ? terminate('odd') : undefined)
    await isCaught(law(WORSE['a higher risk'] as fc.Arbitrary<Pair>, [odd]), RUNS)
  })
})
