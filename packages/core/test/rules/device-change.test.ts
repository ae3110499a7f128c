import { describe, expect, it } from 'vitest'
import { deviceChange } from './entries.ts'
import { answerOf, type Parts, proposalOf } from './situation.ts'

const chrome = { family: 'Chrome', platform: 'Windows' }
const usual = { baseline: { browser: chrome } } satisfies Parts

describe('deviceChange', () => {
  const rule = deviceChange()

  it('C14: judges the browser and not its version, its players or its silence about hints', () => {
    // Versions are not among the facts: Chrome 131 and 132 are the same here.
    expect(answerOf(rule, { ...usual, browser: chrome })).toBe('nothing')
    const video = { 'sec-fetch-dest': 'video' }
    const player = { browser: { family: 'NSPlayer', platform: 'Windows' }, headers: video }
    expect(answerOf(rule, { ...usual, ...player })).toBe('nothing')
    expect(answerOf(rule, { ...usual, headers: video })).toBe('nothing')
    const elsewhere = { browser: { family: 'AppleCoreMedia', platform: 'macOS' }, headers: video }
    expect(answerOf(rule, { ...usual, ...elsewhere })).toBe('step-up device.changed')
    expect(answerOf(rule, usual)).toBe('step-up device.unknown')
    expect(answerOf(rule, { ...usual, browser: { family: 'Firefox', platform: 'Linux' } })).toBe(
      'step-up device.changed',
    )
  })

  it('asks about one changed part too, and about each browser once for the session', () => {
    const one = proposalOf(rule, { ...usual, browser: { family: 'Chrome', platform: 'Android' } })
    expect(one?.cause).toEqual({ rule: 'deviceChange', about: 'Chrome/Android', band: 1 })
    const both = proposalOf(rule, { ...usual, browser: { family: 'Firefox', platform: 'Linux' } })
    expect(both?.cause).toEqual({ rule: 'deviceChange', about: 'Firefox/Linux', band: 2 })
    expect(both?.answeredForMs).toBeUndefined()
  })

  it('sees a change in what is told, also where the rest is not', () => {
    const proposal = proposalOf(rule, { ...usual, browser: { family: 'Firefox' } })
    expect(proposal).toMatchObject({ code: 'device.changed', cause: { about: 'Firefox/?', band: 1 } })
    expect(answerOf(rule, { ...usual, browser: { family: 'Chrome' } })).toBe('step-up device.unknown')
  })

  it('has nothing against a session that never said what it is', () => {
    expect(answerOf(rule, {})).toBe('nothing')
    expect(answerOf(rule, { browser: chrome })).toBe('nothing')
  })

  it.each(['audio', 'video', 'track'])('takes any name from a player of the same platform: %s', (dest) => {
    const player = { browser: { family: 'NSPlayer', platform: 'Windows' }, headers: { 'sec-fetch-dest': dest } }
    expect(answerOf(rule, { ...usual, ...player })).toBe('nothing')
  })

  it.each(['document', 'iframe', 'empty', 'image', 'style', 'script', 'font', 'worker', 'nonsense'])(
    'judges a request for a %s',
    (dest) => {
      expect(answerOf(rule, { ...usual, headers: { 'sec-fetch-dest': dest } })).toBe('step-up device.unknown')
    },
  )

  it('is not talked out of judging writes and sensitive reads by a header', () => {
    const claimed: Parts = {
      ...usual,
      browser: { family: 'Firefox', platform: 'Windows' },
      headers: { 'sec-fetch-dest': 'video' },
    }
    expect(answerOf(rule, claimed)).toBe('nothing')
    expect(answerOf(rule, { ...claimed, action: { access: 'write' } })).toBe('step-up device.changed')
    expect(answerOf(rule, { ...claimed, action: { sensitive: true } })).toBe('step-up device.changed')
  })

  it('never ends a session because nobody says which browser it is, however strict it was made', () => {
    const strict = deviceChange({ decide: 'terminate' })
    expect(answerOf(strict, { ...usual, browser: { family: 'Firefox', platform: 'Linux' } })).toBe(
      'terminate device.changed',
    )
    expect(answerOf(strict, usual)).toBe('step-up device.unknown')
    expect(answerOf(strict, { ...usual, action: { sensitive: true } })).toBe('deny device.unknown')
  })

  it('leaves programs alone, unless told otherwise', () => {
    expect(answerOf(rule, { ...usual, kind: 'workload' })).toBe('nothing')
    expect(proposalOf(deviceChange({ workload: 'deny' }), { ...usual, kind: 'workload' })?.workload).toBe('deny')
  })
})
