import { describe, expect, it } from 'vitest'
import { tokenAge } from './entries.ts'
import { answerOf, bandOf, HOUR, NOW, type Parts, proposalOf } from './situation.ts'

const proved = (authenticatedAt: number): Parts => ({ session: { authenticatedAt } })

describe('tokenAge', () => {
  const rule = tokenAge({ atLeast: '12h' })

  it('asks for a new proof from its limit on', () => {
    expect(answerOf(rule, proved(NOW - 12 * HOUR + 1))).toBe('nothing')
    expect(answerOf(rule, proved(NOW - 12 * HOUR))).toBe('step-up token.old')
  })

  it('is worse with each doubling, up to a bound', () => {
    expect([12, 23, 24, 47, 48, 96].map((hours) => bandOf(rule, proved(NOW - hours * HOUR)))).toEqual([
      1, 1, 2, 2, 3, 4,
    ])
    expect(bandOf(rule, proved(1))).toBe(9)
  })

  it.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY])('C15: takes %s for an age that is not known', (at) => {
    expect(answerOf(rule, proved(at))).toBe('step-up token.age-unknown')
    expect(answerOf(tokenAge({ atLeast: '12h', onUnknown: 'deny' }), proved(at))).toBe('deny token.age-unknown')
  })

  it('C15: takes a proof from the future for a young one', () => {
    expect(answerOf(rule, proved(NOW + HOUR))).toBe('nothing')
  })

  it('is answered by the younger proof alone, so that no answer outlives the limit', () => {
    expect(proposalOf(rule, proved(NOW - 13 * HOUR))?.answeredForMs).toBe(0)
  })

  it('judges programs by the age of their token', () => {
    expect(answerOf(rule, { ...proved(NOW - 13 * HOUR), kind: 'workload' })).toBe('step-up token.old')
  })
})
