import { describe, expect, it } from 'vitest'
import { OptionsError } from '../../src/errors.ts'
import * as rules from '../../src/rules/index.ts'

const hours = { zone: 'Europe/Berlin', days: 'Mon-Fri', from: '07:00', to: '19:00' }

/** What is wrong, as `path: problem. mend` lines. */
function faultsOf(build: () => unknown): string[] {
  try {
    build()
  } catch (error) {
    if (error instanceof OptionsError) return error.issues.map((one) => `${one.path}: ${one.problem}. ${one.mend}`)
    throw error
  }
  return []
}

type AnyFactory = (options?: unknown) => unknown
const factories = Object.entries(rules) as [string, AnyFactory][]
const leastOptions: Readonly<Record<string, object>> = {
  workingHours: hours,
  tokenAge: { atLeast: '12h' },
  riskScore: { atLeast: 80 },
}

describe('options of rules', () => {
  it('are those of nine factories', () => {
    expect(factories.map(([name]) => name).sort()).toEqual(
      'actionChange deviceChange networkChange newPresenter riskScore sensitivity tokenAge travel workingHours'.split(
        ' ',
      ),
    )
  })

  describe.each(factories)('%s', (name, factory) => {
    const least = leastOptions[name] ?? {}
    const paths = (options: object) => faultsOf(() => factory({ ...least, ...options })).map((one) => one.split(':')[0])

    it('needs no more than it says, and is named as it is written', () => {
      expect(factory(Object.keys(least).length === 0 ? undefined : least)).toMatchObject({ name, replayable: true })
    })

    it('names all that is wrong at once', () => {
      const wrong = {
        decide: 'maybe',
        for: -5,
        workload: 'step-up',
        reportOnly: 'yes',
        lifts: '',
        answeredFor: '1 hour',
      }
      expect(paths(wrong).sort()).toEqual(
        ['answeredFor', 'decide', 'for', 'lifts', 'reportOnly', 'workload'].map((option) => `${name}.${option}`),
      )
    })

    it('refuses an option that there is not, naming the nearest', () => {
      expect(faultsOf(() => factory({ ...least, onUnknow: 'deny' }))).toEqual([
        `${name}.onUnknow: there is no such option. Did you mean "onUnknown"?`,
      ])
      expect(paths(JSON.parse('{ "__proto__": 1 }'))).toEqual([`${name}.__proto__`])
    })

    it.each([[null], ['strict'], [7], [[]]])('refuses %j instead of options', (options) => {
      expect(faultsOf(() => factory(options))).toHaveLength(1)
    })

    it('takes undefined for an option that was left out', () => {
      expect(faultsOf(() => factory({ ...least, decide: undefined, for: undefined }))).toEqual([])
    })
  })

  it('says what to write instead', () => {
    expect(faultsOf(() => rules.riskScore({ atLeast: Number.NaN, decide: 'alow' as 'allow' }))).toEqual([
      'riskScore.decide: "alow" is not one of allow, downgrade, step-up, deny, terminate. Did you mean "allow"?',
      'riskScore.atLeast: NaN is not a number from 0 to 100. Write for instance 80',
    ])
    expect(faultsOf(() => (rules.tokenAge as AnyFactory)())).toHaveLength(1)
    expect(faultsOf(() => (rules.tokenAge as AnyFactory)({}))).toEqual([
      `tokenAge.atLeast: it is missing, and must be a duration longer than nothing. Write for instance '30s', '15m', '12h' or '30d'`,
    ])
  })

  it.each<[string, () => unknown]>([
    ['riskScore.atLeast', () => rules.riskScore({ atLeast: -1 })],
    ['riskScore.atLeast', () => rules.riskScore({ atLeast: 101 })],
    ['riskScore.onUnreported', () => rules.riskScore({ atLeast: 80, onUnreported: 'ask' as 'deny' })],
    ['riskScore.signal', () => rules.riskScore({ atLeast: 80, signal: '' })],
    ['riskScore.to', () => rules.riskScore({ atLeast: 80, to: 'full' })],
    ['tokenAge.atLeast', () => rules.tokenAge({ atLeast: '0' })],
    ['tokenAge.atLeast', () => rules.tokenAge({ atLeast: '-1h' })],
    ['travel.fasterThan', () => rules.travel({ fasterThan: 0 })],
    ['travel.fasterThan', () => rules.travel({ fasterThan: Number.POSITIVE_INFINITY })],
    ['travel.atLeastKm', () => rules.travel({ atLeastKm: -1 })],
    ['sensitivity.maxAge', () => rules.sensitivity({ maxAge: '0h' })],
    ['sensitivity.lifts', () => rules.sensitivity({ acr: 'phr', lifts: 'pwd' })],
    ['actionChange.rises', () => rules.actionChange({ rises: [] })],
    ['actionChange.rises', () => rules.actionChange({ rises: ['writes' as 'write'] })],
    ['actionChange.freshFor', () => rules.actionChange({ freshFor: '5' as '5m' })],
    ['newPresenter.holds', () => rules.newPresenter({ holds: 'session' })],
    ['networkChange.holds', () => rules.networkChange({ holds: 'subject' })],
  ])('refuses %s that makes no sense', (path, build) => {
    expect(faultsOf(build).map((one) => one.split(':')[0])).toEqual([path])
  })

  describe('workingHours, C17', () => {
    const wrong = (options: object) => faultsOf(() => (rules.workingHours as AnyFactory)({ ...hours, ...options }))

    it('refuses a zone that is none, and never falls back to the one of the server', () => {
      expect(wrong({ zone: 'Europe/Berlim' })).toEqual([
        'workingHours.zone: "Europe/Berlim" is not a time zone known here. Did you mean "Europe/Berlin"?',
      ])
      expect(wrong({ zone: undefined })[0]).toContain('workingHours.zone: it is missing')
      expect(wrong({ zone: '' })).toHaveLength(1)
      expect(wrong({ zone: 60 })).toHaveLength(1)
    })

    it.each([[''], ['Mo-Fr'], ['mon'], ['Mon-'], ['Mon-Fri-Sat'], ['Mon;Tue'], [[]], [['Mon', 3]], [5]])(
      'refuses days %j',
      (days) => {
        expect(wrong({ days })).toHaveLength(1)
      },
    )

    it.each(['7:00', '24:01', '12:60', '25:00', 'noon', '', 7])('refuses times %j', (time) => {
      expect(wrong({ from: time })).toHaveLength(1)
      expect(wrong({ to: time })).toHaveLength(1)
    })

    it('refuses hours that could mean always or never', () => {
      expect(wrong({ from: '09:00', to: '09:00' })).toEqual([
        `workingHours.to: 09:00 to 09:00 could mean always or never. Write '00:00' to '24:00' for all day, or leave the rule out`,
      ])
      expect(wrong({ from: '00:00', to: '24:00' })).toEqual([])
      expect(wrong({ from: '24:00', to: '06:00' })).toHaveLength(1)
    })

    it('refuses everything at once', () => {
      expect(faultsOf(() => (rules.workingHours as AnyFactory)({}))).toHaveLength(4)
    })
  })
})
