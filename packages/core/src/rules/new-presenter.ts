import { checkRuleOptions } from './check-rule-options.ts'
import { heldByRequest } from './option-checks.ts'
import { describeRule, type Rule, type RuleOptions } from './rule.ts'

/** Options of {@link newPresenter}. */
export interface NewPresenterOptions<Acr extends string = string> extends RuleOptions<Acr> {
  /**
   * How long a proof answers it. Default `'0'`: the proof admits its presenter to the session, and that is the answer.
   * Anything longer would also pass the next one that has no name, such as a thief without the device cookie.
   */
  readonly answeredFor?: RuleOptions['answeredFor']
}

/**
 * Asks for a proof when a credential of the session is shown by somebody whom the session has not admitted: a cookie
 * without its device cookie, a token in another browser, a service token from another network. Code `presenter.new`, for
 * people and programs; programs, who cannot answer, get `deny`.
 *
 * @param options Default: `decide: 'step-up'`.
 * @throws {OptionsError} for options that make no sense.
 *
 * @example
 * ```ts
 * import { newPresenter } from '@retrust/core/rules'
 *
 * const policy = [newPresenter({ decide: 'deny', reportOnly: true })]
 * ```
 */
export function newPresenter<const Acr extends string = never>(options: NewPresenterOptions<Acr> = {}): Rule<Acr> {
  checkRuleOptions('newPresenter', options, { holds: heldByRequest })
  return describeRule(
    {
      name: 'newPresenter',
      code: 'presenter.new',
      decide: 'step-up',
      answeredFor: '0',
      find: ({ presenter }) => (presenter.state === 'new' ? { band: 1, about: presenter.key ?? '' } : undefined),
    },
    options,
  )
}
