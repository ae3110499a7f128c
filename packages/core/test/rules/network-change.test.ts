import { describe, expect, it } from 'vitest'
import { networkChange, presets } from './entries.ts'
import { answerOf, proposalOf } from './situation.ts'

describe('networkChange', () => {
  const rule = networkChange()

  it('has nothing against the first network that a session is seen in', () => {
    expect(answerOf(rule, { networks: ['home'] })).toBe('nothing')
    expect(answerOf(rule, { networks: [] })).toBe('nothing')
  })

  it('asks about a network once for the session, by its keyed hash', () => {
    const proposal = proposalOf(rule, { networks: ['cafe'], baseline: { networks: ['home'] } })
    expect(proposal).toMatchObject({ outcome: 'step-up', code: 'network.new', answeredForMs: undefined })
    expect(proposal?.cause).toEqual({ rule: 'networkChange', about: 'cafe', band: 1 })
  })

  it('knows a network that was stored under an older secret', () => {
    expect(answerOf(rule, { networks: ['home-new', 'home-old'], baseline: { networks: ['home-old'] } })).toBe('nothing')
  })

  it('takes an address that is not known neither for the same nor for another', () => {
    const parts = { networks: [], baseline: { networks: ['home'] } }
    expect(answerOf(rule, parts)).toBe('step-up network.unknown')
    expect(proposalOf(rule, parts)?.cause).toEqual({ rule: 'networkChange', about: '', band: 'unknown' })
    expect(answerOf(networkChange({ onUnknown: 'allow' }), parts)).toBe('allow network.unknown')
  })

  it('C10: hopping between two known networks and on to a cellular one never prompts in the preset', () => {
    const balanced = presets.balanced().filter((one) => one.name === 'networkChange')
    const seen: string[] = []
    const answers: string[] = []
    const hops = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'v4' : 'v6'))
    for (const network of [...hops, 'cellular', '']) {
      const parts = { networks: network === '' ? [] : [network], baseline: { networks: [...seen] } }
      for (const one of balanced) answers.push(answerOf(one, parts))
      if (network !== '' && !seen.includes(network)) seen.push(network)
    }
    expect(answers.filter((one) => one !== 'nothing')).toEqual([
      'allow network.new',
      'allow network.new',
      'allow network.unknown',
    ])
  })
})
