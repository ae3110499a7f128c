import { describe, expect, it } from 'vitest'
import { riskScore } from './entries.ts'
import { answerOf, known, type Parts, proposalOf, stale } from './situation.ts'

const risk = (value: unknown): Parts => ({ signals: { risk: known(value) } })

describe('riskScore', () => {
  const rule = riskScore({ atLeast: 80 })

  it('lowers the session to reading from its score on', () => {
    expect(answerOf(rule, risk(79.9))).toBe('nothing')
    expect(proposalOf(rule, risk(80))).toMatchObject({ outcome: 'downgrade', level: 'read-only', code: 'risk.high' })
  })

  it('tells tens apart, so that a proof at 80 answers 89 and not 95', () => {
    const bands = [80, 89, 90, 95, 99.9, 100].map((score) => proposalOf(rule, risk(score))?.cause.band)
    expect(bands).toEqual([8, 8, 9, 9, 9, 10])
  })

  it('clamps scores to 0 and 100', () => {
    expect(proposalOf(rule, risk(1e9))?.cause.band).toBe(10)
    expect(proposalOf(rule, risk(Number.POSITIVE_INFINITY))?.cause.band).toBe(10)
    expect(answerOf(rule, risk(-1))).toBe('nothing')
    expect(proposalOf(riskScore({ atLeast: 0 }), risk(-1))?.cause.band).toBe(0)
  })

  it.each([['80'], [Number.NaN], [{}], [true], [null]])('does not know what %j means', (value) => {
    expect(answerOf(rule, risk(value))).toBe('downgrade risk.unknown')
    expect(answerOf(riskScore({ atLeast: 80, decide: 'terminate' }), risk(value))).toBe('step-up risk.unknown')
  })

  it('has nothing against a session whose risk nobody reported', () => {
    expect(answerOf(rule)).toBe('nothing')
    expect(answerOf(riskScore({ atLeast: 80, onUnknown: 'deny' }))).toBe('nothing')
  })

  it('tells what nobody reported from what could not be had', () => {
    const strict = riskScore({ atLeast: 80, onUnreported: 'deny', onUnknown: 'allow' })
    expect(answerOf(strict)).toBe('deny risk.unknown')
    expect(answerOf(strict, { signals: { risk: stale } })).toBe('allow risk.unknown')
    expect(answerOf(rule, { signals: { risk: stale } })).toBe('downgrade risk.unknown')
    expect(answerOf(rule, { signals: { risk: { state: 'fault', value: undefined } } })).toBe('downgrade risk.unknown')
  })

  it('reads the signal that it is told, which is what its cause is about', () => {
    const other = riskScore({ atLeast: 50, signal: 'fraud' })
    expect(other.reads).toEqual(['fraud'])
    expect(answerOf(other, risk(99))).toBe('nothing')
    expect(proposalOf(other, { signals: { fraud: known(60) } })?.cause.about).toBe('fraud')
  })

  it('stores what it is told to store, but never what was caused by not knowing', () => {
    const held = riskScore({ atLeast: 80, holds: 'session', for: '2h' })
    expect(proposalOf(held, risk(80))).toMatchObject({ holds: 'session', forMs: 7_200_000 })
    expect(proposalOf(held, risk('high'))?.holds).toBe('request')
  })
})
