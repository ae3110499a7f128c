import type { Outcome } from '../decision/outcome.ts'
import { UNKNOWN } from '../signals/signal.ts'
import { checkRuleOptions } from './check-rule-options.ts'
import { notKnown } from './not-known.ts'
import { name, numberBetween, outcome, required } from './option-checks.ts'
import { describeRule, type Rule, type RuleOptions } from './rule.ts'

/** Options of {@link riskScore}. */
export interface RiskScoreOptions<Acr extends string = string> extends RuleOptions<Acr> {
  /** From which score on, 0 (none) to 100 (certain). */
  readonly atLeast: number
  /** The signal to read. Default `'risk'`. */
  readonly signal?: string | undefined
  /**
   * What a score that nobody reported means. Default `'allow'`: every process holds all reports, so it knows that there is
   * none, and nobody is prompted because no risk feed is connected.
   */
  readonly onUnreported?: Outcome | undefined
  /** What a score means that is too old, could not be asked, or is no number. Default: as `decide`, at most step-up. */
  readonly onUnknown?: RuleOptions['onUnknown']
}

/**
 * Acts on a score from outside, reported (`trust.report(target, { risk: 80 })`) or pulled from a source. By default the
 * session may only read until somebody proves who they are; the same score in the same band of ten does not ask again for
 * an hour, a worse band does. Scores below 0 count as 0, above 100 as 100. For people and programs. Code `risk.high`;
 * a score that could not be had is `risk.unknown`.
 *
 * @param options `atLeast` is required. Default: `decide: 'downgrade'`, `to: 'read-only'`, `answeredFor: '1h'`.
 * @throws {OptionsError} for options that make no sense.
 *
 * @example
 * ```ts
 * import { riskScore } from '@retrust/core/rules'
 *
 * const policy = [riskScore({ atLeast: 70, holds: 'session' }), riskScore({ atLeast: 95, decide: 'terminate' })]
 * ```
 */
export function riskScore<const Acr extends string = never>(options: RiskScoreOptions<Acr>): Rule<Acr> {
  checkRuleOptions('riskScore', options, {
    atLeast: required(numberBetween(0, 100, '80')),
    signal: name('risk'),
    onUnreported: outcome,
  })
  const { atLeast, signal = 'risk', onUnreported = 'allow' } = options
  const unreported = `${signal} unreported`
  return describeRule(
    {
      name: 'riskScore',
      code: 'risk.high',
      unknownCode: 'risk.unknown',
      decide: 'downgrade',
      answeredFor: '1h',
      reads: [signal],
      find({ action, signals }) {
        const { state, value } = signals[signal] ?? UNKNOWN
        if (state === 'unknown') return onUnreported === 'allow' ? undefined : notKnown(action, unreported)
        if (typeof value !== 'number' || Number.isNaN(value)) return notKnown(action, signal)
        const score = Math.min(100, Math.max(0, value))
        return score < atLeast ? undefined : { band: Math.floor(score / 10), about: signal }
      },
      unknownOutcome: ({ about }) => (about === unreported ? onUnreported : undefined),
    },
    options,
  )
}
