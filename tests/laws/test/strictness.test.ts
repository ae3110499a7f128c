import { presets, type Rule } from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { judge, type TestSituation } from '@retrust/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const NOW = Date.parse('2026-03-02T09:00:00Z')
const OUTCOMES = ['allow', 'downgrade', 'step-up', 'deny', 'terminate']
const LEVELS = ['full', 'limited', 'read-only']

const outcome = fc.constantFrom('downgrade' as const, 'step-up' as const, 'deny' as const, 'terminate' as const)
const level = fc.constantFrom('limited' as const, 'read-only' as const)
const holds = fc.constantFrom('request' as const, 'session' as const, 'subject' as const)
const scores = fc.array(fc.record({ atLeast: fc.integer({ min: 1, max: 100 }), decide: outcome, to: level, holds }), {
  maxLength: 4,
})
type Scores = typeof scores extends fc.Arbitrary<infer T> ? T : never

const band = fc.integer({ min: 0, max: 10 })
const risk = { rule: 'riskScore', about: 'risk' }
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
    fc.record({ band, acr: fc.constantFrom('pwd', 'mfa'), until: fc.constantFrom(NOW, NOW + 1) }).map((one) => ({
      ...risk,
      ...one,
      by: 'raise' as const,
      at: NOW - 1,
    })),
    { maxLength: 2 },
  ),
  stored: fc.array(
    fc.record({ band, level, holds: fc.constantFrom('session' as const, 'subject' as const) }).map((one) => ({
      ...risk,
      ...one,
      code: 'risk.high',
      at: NOW - 1,
      until: NOW + 1,
    })),
    { maxLength: 2 },
  ),
  action: fc.record({
    access: fc.constantFrom('read' as const, 'write' as const),
    sensitive: fc.boolean(),
    essential: fc.boolean(),
  }),
})

function policyOf(scores: Scores): Rule[] {
  const rules = scores.map(({ to, ...one }) => riskScore(one.decide === 'downgrade' ? { ...one, to } : one))
  return [...presets.balanced(), ...rules]
}

function expectNoMilder(scores: Scores, milder: TestSituation, worse: TestSituation): void {
  const policy = policyOf(scores)
  const [a, b] = [judge(policy, milder), judge(policy, worse)]
  expect(OUTCOMES.indexOf(b.outcome)).toBeGreaterThanOrEqual(OUTCOMES.indexOf(a.outcome))
  expect(LEVELS.indexOf(b.level)).toBeGreaterThanOrEqual(LEVELS.indexOf(a.level))
}

describe('strictness: at equal session state a worse known value never gives a milder outcome', () => {
  it('a higher risk, whatever is stored and answered', () => {
    const score = fc.integer({ min: 0, max: 100 })
    fc.assert(
      fc.property(scores, state, score, score, (scores, state, one, other) => {
        const at = (value: number) => ({ ...state, signals: { risk: value } })
        expectNoMilder(scores, at(Math.min(one, other)), at(Math.max(one, other)))
      }),
      { numRuns: 250 },
    )
  })

  it('a new presenter', () => {
    fc.assert(
      fc.property(scores, state, (scores, state) => {
        expectNoMilder(scores, { ...state, presenter: 'admitted' }, { ...state, presenter: 'new' })
      }),
      { numRuns: 120 },
    )
  })

  it('a cause more that is stored', () => {
    fc.assert(
      fc.property(scores, state, fc.integer({ min: 0, max: 100 }), (scores, state, value) => {
        const signals = { risk: value }
        expectNoMilder(scores, { ...state, signals, stored: [] }, { ...state, signals })
      }),
      { numRuns: 120 },
    )
  })
})
