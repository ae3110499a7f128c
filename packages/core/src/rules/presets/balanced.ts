import { type OptionIssue, OptionsError } from '../../errors.ts'
import { didYouMean } from '../../nearest-name.ts'
import { type ActionChangeOptions, actionChange } from '../action-change.ts'
import { isOptions, notOptions } from '../check-rule-options.ts'
import { type DeviceChangeOptions, deviceChange } from '../device-change.ts'
import { type NetworkChangeOptions, networkChange } from '../network-change.ts'
import { type NewPresenterOptions, newPresenter } from '../new-presenter.ts'
import { type RiskScoreOptions, riskScore } from '../risk-score.ts'
import type { Rule } from '../rule.ts'
import { type SensitivityOptions, sensitivity } from '../sensitivity.ts'
import { type TokenAgeOptions, tokenAge } from '../token-age.ts'
import { type TravelOptions, travel } from '../travel.ts'

/** Options that replace those of `presets.balanced`, by rule; `false` leaves the rule out. */
export interface BalancedOverrides<Acr extends string = string> {
  readonly newPresenter?: NewPresenterOptions<Acr> | false | undefined
  readonly networkChange?: NetworkChangeOptions<Acr> | false | undefined
  readonly deviceChange?: DeviceChangeOptions<Acr> | false | undefined
  readonly travel?: TravelOptions<Acr> | false | undefined
  readonly tokenAge?: Partial<TokenAgeOptions<Acr>> | false | undefined
  readonly riskScore?: Partial<RiskScoreOptions<Acr>> | false | undefined
  readonly sensitivity?: SensitivityOptions<Acr> | false | undefined
  readonly actionChange?: ActionChangeOptions<Acr> | false | undefined
}

type RuleName = keyof BalancedOverrides

/** Each rule, with this preset's options under the user's. */
const RULES: Readonly<Record<RuleName, (override: object) => Rule>> = {
  newPresenter: (override) => newPresenter(override),
  // Honest people change networks all day: it is recorded and prompts for nothing.
  networkChange: (override) => networkChange(over<NetworkChangeOptions>({ decide: 'allow' }, override)),
  deviceChange: (override) => deviceChange(override),
  // Geo data has gaps, and most applications have none at all.
  travel: (override) => travel(over<TravelOptions>({ onUnknown: 'allow' }, override)),
  // A provider that never says when people logged in would have them asked on every request, for ever.
  tokenAge: (override) => tokenAge(over<TokenAgeOptions>({ atLeast: '12h', onUnknown: 'allow' }, override)),
  riskScore: (override) =>
    riskScore(
      over<RiskScoreOptions>({ atLeast: 80, decide: 'downgrade', to: 'read-only', holds: 'session' }, override),
    ),
  sensitivity: (override) => sensitivity(override),
  actionChange: (override) => actionChange(over<ActionChangeOptions>({ rises: ['sensitivity'] }, override)),
}

/**
 * Rules that leave honest people alone and ask the others. A new presenter, another browser or platform, impossible
 * travel, a proof older than 12 hours, a sensitive action on a proof older than one hour, and a jump to a sensitive
 * action each ask for a proof; a risk of 80 or more lowers the session to reading until proved; a new network is only
 * recorded. Programs, who cannot answer a prompt, are refused instead, and are not judged by habits of people.
 *
 * @param overrides By rule: options that replace the preset's, or `false` to leave it out.
 * @throws {OptionsError} for a rule that is not in the preset, with the nearest name, and for options that make no sense.
 *
 * @example
 * ```ts
 * import { presets } from '@retrust/core'
 *
 * const policy = presets.balanced({ riskScore: { atLeast: 70 }, tokenAge: { atLeast: '8h' }, deviceChange: false })
 * ```
 */
export function balanced<const Acr extends string = never>(overrides: BalancedOverrides<Acr> = {}): Rule<Acr>[] {
  if (!isOptions(overrides)) throw new OptionsError([notOptions('balanced', overrides)])
  const names = Object.keys(RULES) as RuleName[]
  const issues: OptionIssue[] = Object.keys(overrides)
    .filter((name) => !names.includes(name as RuleName))
    .map((name) => ({
      path: `balanced.${name}`,
      problem: 'the preset has no such rule',
      mend: didYouMean(name, names),
    }))
  const rules: Rule<Acr>[] = []
  for (const name of names) {
    const { [name]: override = {} } = overrides as BalancedOverrides
    if (override === false) continue
    try {
      rules.push(RULES[name](override))
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error
      issues.push(...error.issues)
    }
  }
  if (issues.length > 0) throw new OptionsError(issues)
  return rules
}

/** The user's options over the preset's. One that is undefined is no value of the user's and hides nothing. */
function over<T extends object>(preset: T, override: object): T {
  // Not an object at all: handed on as it is, for the rule to refuse.
  if (!isOptions(override)) return override as T
  return { ...preset, ...Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined)) }
}
