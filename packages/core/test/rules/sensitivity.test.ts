import { describe, expect, it } from 'vitest'
import type { Authentication } from '../../src/session/authentication.ts'
import { sensitivity } from './entries.ts'
import { answerOf, bandOf, MINUTE, NOW, type Parts, proposalOf } from './situation.ts'

const proof = (acr: string, minutesAgo: number): Authentication => ({
  acr,
  amr: [],
  at: minutesAgo === Number.POSITIVE_INFINITY ? 0 : NOW - minutesAgo * MINUTE,
  by: 'begin',
})

const sensitive = (...authentications: readonly Authentication[]): Parts => ({
  action: { sensitive: true },
  session: { authentications, authenticatedAt: Math.max(...authentications.map((one) => one.at)) },
})

describe('sensitivity', () => {
  const rule = sensitivity()
  const strong = sensitivity({ maxAge: '15m', acr: 'mfa' })

  it('asks before a sensitive action on an old login only', () => {
    expect(answerOf(rule, sensitive(proof('pwd', 61)))).toBe('step-up sensitive.unproved')
    expect(answerOf(rule, sensitive(proof('pwd', 60)))).toBe('nothing')
    expect(answerOf(rule, { ...sensitive(proof('pwd', 61)), action: { access: 'write' } })).toBe('nothing')
  })

  it('is worse with each doubling of the age', () => {
    expect([61, 119, 120, 240].map((minutes) => bandOf(rule, sensitive(proof('pwd', minutes))))).toEqual([1, 1, 2, 3])
  })

  it('takes no age for no proof', () => {
    const parts = sensitive(proof('pwd', Number.POSITIVE_INFINITY))
    expect(answerOf(rule, parts)).toBe('step-up sensitive.age-unknown')
    expect(answerOf(sensitivity({ decide: 'terminate' }), parts)).toBe('deny sensitive.age-unknown')
  })

  it('wants one authentication that is both strong and young', () => {
    expect(answerOf(strong, sensitive(proof('mfa', 14)))).toBe('nothing')
    expect(answerOf(strong, sensitive(proof('phr', 14), proof('pwd', 1)))).toBe('nothing')
    expect(answerOf(strong, sensitive(proof('mfa', 16), proof('pwd', 1)))).toBe('step-up sensitive.unproved')
    expect(answerOf(strong, sensitive(proof('pwd', 1)))).toBe('step-up sensitive.unproved')
  })

  it('takes an acr that nobody ranked for none', () => {
    expect(answerOf(strong, sensitive(proof('invented', 1)))).toBe('step-up sensitive.unproved')
    expect(answerOf(sensitivity({ acr: 'invented' }), sensitive(proof('invented', 1)))).toBe(
      'step-up sensitive.unproved',
    )
  })

  it('asks for the acr that it needs, so that the proof is enough', () => {
    expect(proposalOf(strong, sensitive(proof('pwd', 1)))?.lifts).toBe('mfa')
  })

  it('is answered by the younger proof alone, so that no answer outlives the age', () => {
    expect(proposalOf(rule, sensitive(proof('pwd', 120)))?.answeredForMs).toBe(0)
  })
})
