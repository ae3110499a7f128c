import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/decision/outcome.ts'
import type { Rule, RuleOptions } from '../../src/rules/rule.ts'
import {
  actionChange,
  deviceChange,
  networkChange,
  newPresenter,
  presets,
  riskScore,
  sensitivity,
  tokenAge,
  travel,
  workingHours,
} from './entries.ts'
import { bandOf, HOUR, known, NOW, type Parts, situation, strictnessOf } from './situation.ts'

const outcome = fc.constantFrom<Outcome>('allow', 'downgrade', 'step-up', 'deny', 'terminate')
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
const options: fc.Arbitrary<RuleOptions> = fc.record({
  decide: maybe(outcome),
  onUnknown: maybe(outcome),
  workload: maybe(fc.constantFrom('allow', 'downgrade', 'deny', 'terminate')),
})
const kind = fc.constantFrom('human', 'workload', 'agent')

/** Worse is never milder, in what happens and in the band that an earlier answer covers. */
function expectWorse(rule: Rule, milder: Parts, worse: Parts): void {
  expect(strictnessOf(rule, worse)).toBeGreaterThanOrEqual(strictnessOf(rule, milder))
  expect(bandOf(rule, worse)).toBeGreaterThanOrEqual(bandOf(rule, milder))
}

const ordered = (one: fc.Arbitrary<number>) =>
  fc.tuple(one, one).map(([a, b]) => (a < b ? ([a, b] as const) : ([b, a] as const)))

describe('strictness: a worse known value never gives a milder outcome', () => {
  it('riskScore: a higher score', () => {
    const score = fc.oneof(fc.double({ noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true }))
    const limit = fc.integer({ min: 0, max: 100 })
    fc.assert(
      fc.property(ordered(score), limit, options, kind, ([low, high], atLeast, told, kind) => {
        const risk = (value: number): Parts => ({ kind, signals: { risk: known(value) } })
        expectWorse(riskScore({ ...told, atLeast }), risk(low), risk(high))
      }),
    )
  })

  it('tokenAge and sensitivity: an older proof', () => {
    const age = fc.integer({ min: -HOUR, max: 10_000 * HOUR })
    const limit = fc.constantFrom('5m', '1h', '12h', '30d')
    fc.assert(
      fc.property(ordered(age), limit, options, kind, ([young, old], limit, told, kind) => {
        const proved = (age: number): Parts => ({
          kind,
          action: { sensitive: true },
          session: { authenticatedAt: NOW - age },
        })
        expectWorse(tokenAge({ ...told, atLeast: limit }), proved(young), proved(old))
        expectWorse(sensitivity({ ...told, maxAge: limit }), proved(young), proved(old))
      }),
    )
  })

  it('sensitivity: a weaker proof', () => {
    const acr = fc.constantFrom('pwd', 'mfa', 'phr')
    const age = fc.integer({ min: 0, max: 100 * HOUR })
    fc.assert(
      fc.property(acr, age, options, (wanted, age, told) => {
        const proved = (acr: string): Parts => ({
          action: { sensitive: true },
          session: { authentications: [{ acr, amr: [], at: NOW - age, by: 'begin' }], authenticatedAt: NOW - age },
        })
        const rule = sensitivity({ ...told, acr: wanted })
        expectWorse(rule, proved('mfa'), proved('pwd'))
        expectWorse(rule, proved('phr'), proved('mfa'))
      }),
    )
  })

  it('travel: farther away, or sooner', () => {
    const degrees = fc.double({ min: 0.01, max: 90, noNaN: true })
    const elapsed = fc.integer({ min: -HOUR, max: 100 * HOUR })
    const limit = fc.integer({ min: 1, max: 3_000 })
    fc.assert(
      fc.property(ordered(degrees), ordered(elapsed), limit, options, ([near, far], [soon, late], fasterThan, told) => {
        const moved = (latitude: number, elapsed: number): Parts => ({
          baseline: { place: { latitude: 0, longitude: 13, at: NOW - elapsed } },
          signals: { place: known({ latitude, longitude: 13 }) },
        })
        const rule = travel({ ...told, fasterThan })
        expectWorse(rule, moved(near, soon), moved(far, soon))
        expectWorse(rule, moved(far, late), moved(far, soon))
      }),
    )
  })

  it('newPresenter, networkChange, deviceChange, actionChange: something new', () => {
    fc.assert(
      fc.property(options, kind, (told, kind) => {
        const admitted: Parts = { kind, presenter: { key: 'laptop', state: 'admitted' } }
        expectWorse(newPresenter(told), admitted, { kind, presenter: { key: 'phone', state: 'new' } })

        const home = { kind, baseline: { networks: ['home'] } }
        expectWorse(networkChange(told), home, { ...home, networks: ['cafe'] })

        const firefox = { family: 'Firefox', platform: 'Linux' }
        const usual: Parts = { kind, browser: firefox, baseline: { browser: firefox } }
        const half: Parts = { ...usual, browser: { ...firefox, platform: 'Windows' } }
        expectWorse(deviceChange(told), usual, half)
        expectWorse(deviceChange(told), half, { ...usual, browser: { family: 'Chrome', platform: 'Windows' } })

        const reading: Parts = { kind, baseline: { kinds: ['a'], lastAction: { access: 'read', sensitive: false } } }
        const rises: Parts[] = [
          { ...reading, action: { kind: 'a' } },
          { ...reading, action: { kind: 'b' } },
          { ...reading, action: { kind: 'b', access: 'write' } },
          { ...reading, action: { kind: 'b', access: 'write', sensitive: true } },
        ]
        rises.slice(1).forEach((worse, i) => {
          expectWorse(actionChange(told), rises[i] as Parts, worse)
        })
      }),
    )
  })
})

describe('all rules', () => {
  const every = (told: RuleOptions): Rule[] => {
    const { to: _, ...rest } = told
    const hours = { zone: 'Europe/Berlin', days: 'Sun', from: '07:00', to: '19:00' }
    const general = presets.balanced({
      riskScore: told,
      travel: told,
      tokenAge: told,
      sensitivity: told,
      actionChange: told,
    })
    return [...general, networkChange(told), deviceChange(told), workingHours({ ...rest, ...hours })]
  }
  const state = fc.constantFrom('unknown', 'stale', 'fault')
  const anything: fc.Arbitrary<Parts> = fc.record({
    kind,
    networks: fc.subarray(['home', 'cafe'], { maxLength: 1 }),
    browser: fc.record({ family: maybe(fc.constantFrom('Firefox', 'Chrome')), platform: maybe(fc.constant('Linux')) }),
    action: fc.record({
      sensitive: fc.boolean(),
      access: fc.constantFrom('read', 'write'),
      kind: maybe(fc.constant('b')),
    }),
    presenter: fc.record({ key: maybe(fc.constant('laptop')), state: fc.constantFrom('admitted', 'new') }),
    session: fc.record({ authenticatedAt: fc.oneof(fc.integer(), fc.constantFrom(0, NOW, NOW - HOUR, Number.NaN)) }),
    baseline: fc.record({
      networks: fc.subarray(['home']),
      kinds: fc.subarray(['a']),
      browser: maybe(fc.constant({ family: 'Firefox', platform: 'Linux' })),
      place: maybe(fc.record({ latitude: fc.double(), longitude: fc.double(), at: fc.double() })),
      lastAction: maybe(fc.constant({ access: 'read', sensitive: false } as const)),
    }),
    signals: fc.record({
      risk: fc.oneof(
        fc.anything().map((value) => known(value)),
        state.map((state) => ({ state, value: undefined, at: 0 }) as never),
      ),
      place: fc.oneof(
        fc.anything().map((value) => known(value)),
        state.map((state) => ({ state, value: undefined, at: 0 }) as never),
      ),
    }),
  }) as fc.Arbitrary<Parts>

  it('find plain values only, from which a replay of the stored record proposes the same', () => {
    fc.assert(
      fc.property(anything, options, fc.boolean(), (parts, told, human) => {
        for (const rule of every(told)) {
          const finding = rule.find(situation(parts))
          if (finding === undefined) continue
          expect(finding.band === 'unknown' || Number.isInteger(finding.band)).toBe(true)
          const stored = JSON.parse(JSON.stringify(finding))
          expect(rule.propose(stored, human)).toEqual(rule.propose(finding, human))
          expect(rule.find(situation(parts))).toEqual(finding)
        }
      }),
    )
  })

  it('are at most step-up about what they do not know, at most deny where it is sensitive, unless told otherwise', () => {
    fc.assert(
      fc.property(anything, maybe(outcome), (parts, decide) => {
        for (const rule of [...every({ decide }), ...every({ decide, onUnknown: undefined })]) {
          const finding = rule.find(situation(parts))
          if (finding?.band !== 'unknown') continue
          const proposal = rule.propose(finding, true)
          expect(proposal?.holds).toBe('request')
          const most = parts.action?.sensitive ? ['terminate'] : ['deny', 'terminate']
          expect(most).not.toContain(proposal?.outcome)
        }
      }),
    )
  })
})
