import { type Duration, milliseconds } from '../duration.ts'
import type { OptionIssue } from '../errors.ts'
import { ageOf } from './authentication-age.ts'
import { checkRuleOptions, type GivenOptions } from './check-rule-options.ts'
import { doublings } from './doublings.ts'
import { notKnown } from './not-known.ts'
import { heldByRequest, name, someDuration } from './option-checks.ts'
import { describeRule, type Rule, type RuleOptions } from './rule.ts'
import type { Situation } from './situation.ts'

const WORST_BAND = 9

/** Options of {@link sensitivity}. */
export interface SensitivityOptions<Acr extends string = string> extends RuleOptions<Acr> {
  /** How old the authentication may be. Default `'1h'`. */
  readonly maxAge?: Duration | undefined
  /** At least as strong, by the engine's `acrOrder`; the same authentication has both. Default: any. It is also what `lifts`. */
  readonly acr?: Acr | undefined
  /** How long a proof answers it. Default `'0'`: the proof is the young authentication that was missing. */
  readonly answeredFor?: RuleOptions['answeredFor']
}

/**
 * Asks for a proof before what the catalogue `actions` declares sensitive, unless one is young (and strong) enough. It is
 * the floor below all sensitive actions; a demand on a route may ask for more. Programs cannot answer and get `deny` when
 * their token is older than `maxAge`; `workload` says otherwise. Code `sensitive.unproved`; an authentication that does
 * not say when it was is `sensitive.age-unknown`.
 *
 * @param options Default: `decide: 'step-up'`, `maxAge: '1h'`.
 * @throws {OptionsError} for options that make no sense.
 *
 * @example
 * ```ts
 * import { sensitivity } from '@retrust/core/rules'
 *
 * const policy = [sensitivity({ maxAge: '15m', acr: 'mfa', workload: 'allow' })]
 * ```
 */
export function sensitivity<const Acr extends string = never>(options: SensitivityOptions<Acr> = {}): Rule<Acr> {
  checkRuleOptions('sensitivity', options, { holds: heldByRequest, maxAge: someDuration, acr: name('mfa') }, twoLifts)
  const { maxAge = '1h', acr } = options
  const limit = milliseconds(maxAge)
  return describeRule(
    {
      name: 'sensitivity',
      code: 'sensitive.unproved',
      unknownCode: 'sensitive.age-unknown',
      decide: 'step-up',
      answeredFor: '0',
      // A program shows what its route asks of programs; how old its token may be is `tokenAge`.
      human: true,
      find(situation) {
        const { context, action } = situation
        if (!action.sensitive) return undefined
        const provedAt = newestProof(situation, acr)
        if (provedAt === undefined) return { band: WORST_BAND }
        const age = ageOf(provedAt, context.now)
        if (age === undefined) return notKnown(action)
        return age <= limit ? undefined : { band: doublings(age, limit, WORST_BAND) }
      },
    },
    { ...options, lifts: options.lifts ?? acr },
  )
}

/** When a strong enough proof was last made; undefined where none was strong enough. */
function newestProof({ session, acrOrder }: Situation, acr: string | undefined): number | undefined {
  if (acr === undefined) return session.authenticatedAt
  const least = acrOrder.indexOf(acr)
  const strong = session.authentications.filter((one) => least >= 0 && acrOrder.indexOf(one.acr) >= least)
  return strong.length === 0 ? undefined : Math.max(...strong.map((one) => one.at))
}

function twoLifts({ acr, lifts }: GivenOptions): readonly OptionIssue[] {
  if (typeof acr !== 'string' || typeof lifts !== 'string' || acr === lifts) return []
  const problem = `a proof of "${lifts}" would lift what asks for "${acr}"`
  return [{ path: 'sensitivity.lifts', problem, mend: 'Leave it out: acr says it already' }]
}
