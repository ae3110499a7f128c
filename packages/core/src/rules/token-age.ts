import { type Duration, milliseconds } from '../duration.ts'
import { ageOf } from './authentication-age.ts'
import { checkRuleOptions } from './check-rule-options.ts'
import { doublings } from './doublings.ts'
import { notKnown } from './not-known.ts'
import { heldByRequest, required, someDuration } from './option-checks.ts'
import { describeRule, type Rule, type RuleOptions } from './rule.ts'

const WORST_BAND = 9

/** Options of {@link tokenAge}. */
export interface TokenAgeOptions<Acr extends string = string> extends RuleOptions<Acr> {
  /** From which age on the last authentication (for a program: its token) is too old. */
  readonly atLeast: Duration
  /** How long a proof answers it. Default `'0'`: the proof is the young authentication that was missing. */
  readonly answeredFor?: RuleOptions['answeredFor']
}

/**
 * Asks for a new proof when the last one is too old, however the credential was refreshed since. For a program it is the
 * age of its token; it cannot answer and gets `deny`. Code `token.old`; an authentication that does not say when it was
 * is `token.age-unknown`.
 *
 * @param options `atLeast` is required. Default: `decide: 'step-up'`.
 * @throws {OptionsError} for options that make no sense.
 *
 * @example
 * ```ts
 * import { tokenAge } from '@retrust/core/rules'
 *
 * const policy = [tokenAge({ atLeast: '8h', workload: 'allow' })]
 * ```
 */
export function tokenAge<const Acr extends string = never>(options: TokenAgeOptions<Acr>): Rule<Acr> {
  checkRuleOptions('tokenAge', options, { holds: heldByRequest, atLeast: required(someDuration) })
  const limit = milliseconds(options.atLeast)
  return describeRule(
    {
      name: 'tokenAge',
      code: 'token.old',
      unknownCode: 'token.age-unknown',
      decide: 'step-up',
      answeredFor: '0',
      find({ context, session, action }) {
        const age = ageOf(session.authenticatedAt, context.now)
        if (age === undefined) return notKnown(action)
        return age < limit ? undefined : { band: doublings(age, limit, WORST_BAND) }
      },
    },
    options,
  )
}
