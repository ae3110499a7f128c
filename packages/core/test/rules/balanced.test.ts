import { describe, expect, it } from 'vitest'
import { OptionsError } from '../../src/errors.ts'
import type { Rule } from '../../src/rules/rule.ts'
import { presets } from './entries.ts'
import { answerOf, HOUR, known, NOW, type Parts, proposalOf } from './situation.ts'

const { balanced } = presets

const answers = (rules: readonly Rule[], parts: Parts): string[] =>
  rules.map((rule) => answerOf(rule, parts)).filter((one) => one !== 'nothing')

const named = (rules: readonly Rule[], name: string): Rule => {
  const rule = rules.find((one) => one.name === name)
  if (rule === undefined) throw new Error(`no rule ${name}`)
  return rule
}

const usual: Parts = {
  browser: { family: 'Firefox', platform: 'Linux' },
  baseline: {
    networks: ['home'],
    browser: { family: 'Firefox', platform: 'Linux' },
    place: { latitude: 52.5, longitude: 13.4, at: NOW - HOUR },
    kinds: ['statement'],
    lastAction: { access: 'read', sensitive: false },
  },
}

const faultsOf = (overrides: unknown): string[] => {
  try {
    balanced(overrides as Parameters<typeof balanced>[0])
    return []
  } catch (error) {
    if (error instanceof OptionsError) return error.issues.map((one) => `${one.path}: ${one.problem}. ${one.mend}`)
    throw error
  }
}

describe('presets.balanced', () => {
  it('has nothing against ordinary use, and never prompts where no place and no risk are known', () => {
    expect(answers(balanced(), { ...usual, signals: { place: known({ latitude: 52.5, longitude: 13.4 }) } })).toEqual(
      [],
    )
    expect(answers(balanced(), usual)).toEqual(['allow place.unknown'])
    expect(answers(balanced(), {})).toEqual([])
  })

  it('records a network change alone, and prompts for nothing', () => {
    expect(answers(balanced(), { ...usual, networks: ['cafe'] }).filter((one) => !one.startsWith('allow'))).toEqual([])
  })

  it('asks the thief of a cookie, and at a jump to exporting everything', () => {
    const thief: Parts = {
      ...usual,
      browser: { family: 'Chrome', platform: 'Windows' },
      presenter: { key: undefined, state: 'new' },
    }
    expect(answers(balanced(), thief)).toContain('step-up presenter.new')
    expect(answers(balanced(), thief)).toContain('step-up device.changed')
    expect(answers(balanced(), { ...usual, action: { name: 'export', kind: 'export', sensitive: true } })).toContain(
      'step-up action.rise',
    )
  })

  it('does not ask at a first write or a new kind of resource', () => {
    const paying = { name: 'payee.add', kind: 'payee', access: 'write' } as const
    expect(answers(balanced({ travel: false }), { ...usual, action: paying })).toEqual([])
  })

  it('lowers to reading only, at a risk of 80, for the session', () => {
    const proposal = proposalOf(named(balanced(), 'riskScore'), { signals: { risk: known(80) } })
    expect(proposal).toMatchObject({ outcome: 'downgrade', level: 'read-only', holds: 'session' })
    expect(balanced().map((rule) => rule.options.to ?? 'read-only')).toEqual(Array(8).fill('read-only'))
  })

  it('keeps its own options beside those of the user, whose values win', () => {
    const rule = named(balanced({ riskScore: { atLeast: 50, decide: 'deny' } }), 'riskScore')
    expect(rule.options).toMatchObject({ atLeast: 50, decide: 'deny', to: 'read-only', holds: 'session' })
    expect(balanced({ riskScore: { atLeast: 50 } })).toHaveLength(balanced().length)
  })

  it('is not opened by an option that is undefined', () => {
    const rule = named(
      balanced({ networkChange: { decide: undefined }, tokenAge: { atLeast: undefined } as object }),
      'networkChange',
    )
    expect(rule.options.decide).toBe('allow')
    expect(balanced({ travel: undefined })).toHaveLength(8)
  })

  it('leaves out what is false', () => {
    const names = balanced({ deviceChange: false, travel: false }).map((rule) => rule.name)
    expect(names).toEqual(['newPresenter', 'networkChange', 'tokenAge', 'riskScore', 'sensitivity', 'actionChange'])
  })

  it('names all that is wrong at once', () => {
    expect(
      faultsOf({ riskscore: {}, workingHours: {}, tokenAge: { atLeast: 12 }, travel: { onUnknown: 'alow' } }),
    ).toEqual([
      'balanced.riskscore: the preset has no such rule. Did you mean "riskScore"?',
      expect.stringContaining('balanced.workingHours: the preset has no such rule.'),
      expect.stringContaining('travel.onUnknown: "alow" is not one of'),
      expect.stringContaining('tokenAge.atLeast: 12 is not a duration'),
    ])
  })

  it.each([[true], ['off'], [0], [null], [[]]])('refuses %j in place of options', (override) => {
    for (const name of balanced().map((rule) => rule.name)) expect(faultsOf({ [name]: override })).toHaveLength(1)
  })

  it('refuses overrides that are none', () => {
    for (const overrides of [null, 'strict', 7, []]) expect(faultsOf(overrides)).toHaveLength(1)
    expect(faultsOf(JSON.parse('{ "__proto__": {} }'))).toHaveLength(1)
  })
})
