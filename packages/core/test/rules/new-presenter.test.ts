import { describe, expect, it } from 'vitest'
import { newPresenter } from './entries.ts'
import { answerOf, proposalOf } from './situation.ts'

describe('newPresenter', () => {
  it('has nothing against a presenter whom the session admitted', () => {
    expect(answerOf(newPresenter(), { presenter: { key: 'laptop', state: 'admitted' } })).toBe('nothing')
  })

  it('asks a new one for a proof, on each request', () => {
    const proposal = proposalOf(newPresenter(), { presenter: { key: 'phone', state: 'new' } })
    expect(proposal).toMatchObject({ outcome: 'step-up', code: 'presenter.new', holds: 'request' })
    expect(proposal?.cause).toEqual({ rule: 'newPresenter', about: 'phone', band: 1 })
  })

  it('is answered by being admitted only, since one without a name is like any other', () => {
    const proposal = proposalOf(newPresenter(), { presenter: { key: undefined, state: 'new' } })
    expect(proposal?.cause.about).toBe('')
    expect(proposal?.answeredForMs).toBe(0)
  })

  it('judges programs too', () => {
    const answer = answerOf(newPresenter(), { kind: 'workload', presenter: { key: 'pipeline', state: 'new' } })
    expect(answer).toBe('step-up presenter.new')
  })
})
