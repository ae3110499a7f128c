import { describe, expect, it } from 'vitest'
import { presets, travel } from './entries.ts'
import { answerOf, HOUR, known, NOW, type Parts, proposalOf, stale } from './situation.ts'

const berlin = { latitude: 52.52, longitude: 13.4 }
const potsdam = { latitude: 52.4, longitude: 13.06 }
const paris = { latitude: 48.86, longitude: 2.35 }
const singapore = { latitude: 1.35, longitude: 103.82, country: 'SG' }

const after = (ms: number, value: unknown): Parts => ({
  baseline: { place: { ...berlin, at: NOW - ms } },
  signals: { place: known(value) },
})

describe('travel', () => {
  const rule = travel()

  it('asks for a proof where nobody could have travelled so fast', () => {
    expect(answerOf(rule, after(HOUR, singapore))).toBe('step-up travel.impossible')
    expect(proposalOf(rule, after(HOUR, singapore))?.cause).toEqual({ rule: 'travel', about: '0N100E', band: 4 })
  })

  it('has nothing against real travel, near places, and the first place', () => {
    expect(answerOf(rule, after(14 * HOUR, singapore))).toBe('nothing')
    expect(answerOf(rule, after(HOUR, paris))).toBe('nothing')
    expect(answerOf(rule, after(0, potsdam))).toBe('nothing')
    expect(answerOf(rule, { signals: { place: known(singapore) } })).toBe('nothing')
  })

  it('takes its limits as options', () => {
    expect(answerOf(travel({ fasterThan: 500 }), after(HOUR, paris))).toBe('step-up travel.impossible')
    expect(answerOf(travel({ atLeastKm: 10 }), after(0, potsdam))).toBe('step-up travel.impossible')
    expect(answerOf(travel({ signal: 'geo' }), after(HOUR, singapore))).toBe('step-up place.unknown')
    expect(travel({ signal: 'geo' }).reads).toEqual(['geo'])
  })

  it.each([
    ['at once', 0],
    ['under a clock that jumped back', -HOUR],
    ['since a time that is none', Number.NaN],
  ])('finds a far place %s', (_, ms) => {
    expect(answerOf(rule, after(ms, singapore))).toBe('step-up travel.impossible')
  })

  it('judges the other side of the earth', () => {
    const antipode = { latitude: -berlin.latitude, longitude: berlin.longitude - 180 }
    expect(answerOf(rule, after(HOUR, antipode))).toBe('step-up travel.impossible')
  })

  describe('C12: a look-up without an answer', () => {
    const answers: [string, unknown][] = [
      ['null', null],
      ['an empty country', { country: '' }],
      ['a country alone', { country: 'BR' }],
      ['0,0', { latitude: 0, longitude: 0 }],
      ['-0,0', { latitude: -0, longitude: 0 }],
      ['NaN', { latitude: Number.NaN, longitude: Number.NaN }],
      ['half of it NaN', { latitude: 1.35, longitude: Number.NaN }],
      ['Infinity', { latitude: Number.POSITIVE_INFINITY, longitude: 0 }],
      ['text', { latitude: '1.35', longitude: '103.82' }],
      ['off the globe', { latitude: 135, longitude: 103 }],
      ['a number', 7],
    ]
    it.each(answers)('is neither the same place nor another: %s', (_, value) => {
      expect(answerOf(rule, after(HOUR, value))).toBe('step-up place.unknown')
      expect(proposalOf(rule, after(HOUR, value))?.cause.band).toBe('unknown')
      expect(answerOf(travel({ onUnknown: 'allow' }), after(HOUR, value))).toBe('allow place.unknown')
    })

    it.each([
      ['stale', stale],
      ['fault', { state: 'fault', value: undefined }],
      ['unknown', { state: 'unknown', value: undefined }],
    ] as const)('also where the signal is %s', (_, signal) => {
      expect(answerOf(rule, { ...after(HOUR, undefined), signals: { place: signal } })).toBe('step-up place.unknown')
    })

    it('says nothing where there is no place to compare with', () => {
      expect(answerOf(rule, { signals: { place: stale } })).toBe('nothing')
      const senseless = { latitude: Number.NaN, longitude: 0, at: NOW }
      expect(answerOf(rule, { baseline: { place: senseless }, signals: { place: known(null) } })).toBe('nothing')
    })

    it('is recorded and let pass by the preset, which says so by name', () => {
      const [balanced] = presets.balanced().filter((one) => one.name === 'travel')
      expect(balanced?.options.onUnknown).toBe('allow')
      expect(balanced && answerOf(balanced, after(HOUR, null))).toBe('allow place.unknown')
    })
  })

  it('leaves programs alone', () => {
    expect(answerOf(rule, { ...after(HOUR, singapore), kind: 'workload' })).toBe('nothing')
  })
})
