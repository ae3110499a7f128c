import { describe, expect, it } from 'vitest'
import { actionChange } from './entries.ts'
import { answerOf, bandOf, MINUTE, NOW, type Parts, proposalOf } from './situation.ts'

const reading = { access: 'read', sensitive: false } as const
const readStatements = { kinds: ['statement'], lastAction: reading }
const exporting = { name: 'export', kind: 'export', sensitive: true } as const
const paying = { name: 'payee.add', kind: 'payee', access: 'write', sensitive: true } as const

const from = (action: Parts['action'], baseline: Parts['baseline'] = readStatements): Parts =>
  action === undefined ? { baseline: baseline ?? {} } : { action, baseline: baseline ?? {} }

describe('actionChange', () => {
  const rule = actionChange()

  it('asks at a jump from reading to exporting everything', () => {
    expect(proposalOf(rule, from(exporting))).toMatchObject({
      outcome: 'step-up',
      code: 'action.rise',
      cause: { rule: 'actionChange', about: 'sensitivity:export', band: 3 },
    })
  })

  it('asks at the first write, and at a new kind of resource', () => {
    const write = { name: 'statement.hide', kind: 'statement', access: 'write' } as const
    expect(proposalOf(rule, from(write))?.cause).toMatchObject({ about: 'write:statement', band: 2 })
    expect(proposalOf(rule, from({ access: 'write' }))?.cause).toMatchObject({ about: 'write', band: 2 })
    expect(proposalOf(rule, from({ name: 'card.show', kind: 'card' }))?.cause).toMatchObject({
      about: 'kind:card',
      band: 1,
    })
  })

  it('names the worst of several', () => {
    expect(proposalOf(rule, from(paying))?.cause.about).toBe('sensitivity:payee')
    expect(bandOf(actionChange({ rises: ['kind', 'write'] }), from(paying))).toBe(2)
  })

  it('has nothing against the first action, the first kind, and going on as before', () => {
    expect(answerOf(rule, { action: paying })).toBe('nothing')
    const first = { kinds: [], lastAction: reading }
    expect(answerOf(rule, from({ name: 'card.show', kind: 'card' }, first))).toBe('nothing')
    const lastAction = { access: 'write', sensitive: true } as const
    expect(answerOf(rule, from(paying, { kinds: ['payee'], lastAction }))).toBe('nothing')
    expect(answerOf(rule, from({}))).toBe('nothing')
  })

  it('counts only the rises that it is told', () => {
    const sensitivityOnly = actionChange({ rises: ['sensitivity'] })
    expect(answerOf(sensitivityOnly, from({ access: 'write' }))).toBe('nothing')
    expect(answerOf(sensitivityOnly, from({ name: 'card.show', kind: 'card' }))).toBe('nothing')
    expect(answerOf(sensitivityOnly, from(exporting))).toBe('step-up action.rise')
  })

  it('is content with a fresh proof, but not with one that says no time', () => {
    const proved = (at: number): Parts => ({ ...from(exporting), session: { authenticatedAt: at } })
    expect(answerOf(rule, proved(NOW - 5 * MINUTE + 1))).toBe('nothing')
    expect(answerOf(rule, proved(NOW - 5 * MINUTE))).toBe('step-up action.rise')
    expect(answerOf(rule, proved(0))).toBe('step-up action.rise')
    for (const at of [NOW, NOW + MINUTE]) {
      expect(answerOf(actionChange({ freshFor: '0' }), proved(at))).toBe('step-up action.rise')
    }
  })

  it('leaves programs alone; told not to, it takes no new token for a proof', () => {
    const parts: Parts = { ...from(exporting), kind: 'workload', session: { authenticatedAt: NOW } }
    expect(answerOf(rule, parts)).toBe('nothing')
    expect(proposalOf(actionChange({ workload: 'deny' }), parts)?.workload).toBe('deny')
  })
})
