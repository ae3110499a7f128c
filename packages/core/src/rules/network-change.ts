import { checkRuleOptions } from './check-rule-options.ts'
import { notKnown } from './not-known.ts'
import { heldByRequest } from './option-checks.ts'
import { describeRule, type Rule, type RuleOptions } from './rule.ts'

/** Options of {@link networkChange}. */
export interface NetworkChangeOptions<Acr extends string = string> extends RuleOptions<Acr> {
  /** How long a proof answers a network. Default: as long as the session lives. */
  readonly answeredFor?: RuleOptions['answeredFor']
}

/**
 * Notices a network (/24 or /48) that this session was not seen in. Phones and dual-stack homes change networks all day,
 * so each one is asked about once, and `presets.balanced` only records it (`decide: 'allow'`). The first network of a
 * session is no change. An address that is not known is neither the same nor another one: code `network.unknown`. For
 * people and programs. Code `network.new`.
 *
 * @param options Default: `decide: 'step-up'`.
 * @throws {OptionsError} for options that make no sense.
 *
 * @example
 * ```ts
 * import { networkChange } from '@retrust/core/rules'
 *
 * const policy = [networkChange({ onUnknown: 'allow', workload: 'deny' })]
 * ```
 */
export function networkChange<const Acr extends string = never>(options: NetworkChangeOptions<Acr> = {}): Rule<Acr> {
  checkRuleOptions('networkChange', options, { holds: heldByRequest })
  return describeRule(
    {
      name: 'networkChange',
      code: 'network.new',
      unknownCode: 'network.unknown',
      decide: 'step-up',
      answeredFor: undefined,
      find({ context, session, action }) {
        const { networks } = session.baseline
        if (networks.length === 0) return undefined
        const names = context.networkNames
        const [current] = names
        if (current === undefined) return notKnown(action)
        return names.some((name) => networks.includes(name)) ? undefined : { band: 1, about: current }
      },
    },
    options,
  )
}
