import type { Action } from '../context/action.ts'
import { type Duration, milliseconds } from '../duration.ts'
import type { SessionFacts } from '../session/session-facts.ts'
import { ageOf } from './authentication-age.ts'
import { checkRuleOptions } from './check-rule-options.ts'
import { duration, heldByRequest, someOf } from './option-checks.ts'
import { describeRule, type Finding, type Rule, type RuleOptions } from './rule.ts'

/** A jump in what a session does: to what is sensitive, from reading to writing, to a kind of resource it never touched. */
export type Rise = 'sensitivity' | 'write' | 'kind'

/** Worst first. */
const RISES: readonly Rise[] = ['sensitivity', 'write', 'kind']
const BANDS: Readonly<Record<Rise, number>> = { kind: 1, write: 2, sensitivity: 3 }

/** Options of {@link actionChange}. */
export interface ActionChangeOptions<Acr extends string = string> extends RuleOptions<Acr> {
  /** Which jumps count. Default all: `['sensitivity', 'write', 'kind']`. */
  readonly rises?: readonly Rise[] | undefined
  /** A person's proof that is younger is enough. Default `'5m'`; `'0'`: none is. */
  readonly freshFor?: Duration | undefined
}

/**
 * Asks for a proof when a session begins to do something of another weight than before: a jump from reading to exporting
 * everything. The first action of a session is no jump, and neither is its first kind of resource. A kind of resource is what stands before the first dot of an
 * action's name. For people. Code `action.rise`.
 *
 * @param options Default: `decide: 'step-up'`, all rises, `freshFor: '5m'`, `answeredFor: '1h'`.
 * @throws {OptionsError} for options that make no sense.
 *
 * @example
 * ```ts
 * import { actionChange } from '@retrust/core/rules'
 *
 * const policy = [actionChange({ rises: ['sensitivity', 'write'], freshFor: '10m' })]
 * ```
 */
export function actionChange<const Acr extends string = never>(options: ActionChangeOptions<Acr> = {}): Rule<Acr> {
  checkRuleOptions('actionChange', options, { holds: heldByRequest, rises: someOf(...RISES), freshFor: duration })
  const counted = RISES.filter((rise) => options.rises?.includes(rise) ?? true)
  const freshFor = milliseconds(options.freshFor ?? '5m')
  return describeRule(
    {
      name: 'actionChange',
      code: 'action.rise',
      decide: 'step-up',
      answeredFor: '1h',
      human: true,
      find({ context, session, action }): Finding | undefined {
        const worst = counted.find((rise) => isRise(rise, action, session))
        if (worst === undefined || isFresh(session, context.now, freshFor)) return undefined
        return { band: BANDS[worst], about: action.kind === undefined ? worst : `${worst}:${action.kind}` }
      },
    },
    options,
  )
}

function isRise(rise: Rise, action: Action, { baseline }: SessionFacts): boolean {
  const { lastAction, kinds } = baseline
  if (lastAction === undefined) return false
  switch (rise) {
    case 'sensitivity':
      return action.sensitive && !lastAction.sensitive
    case 'write':
      return action.access === 'write' && lastAction.access === 'read'
    case 'kind':
      return action.kind !== undefined && kinds.length > 0 && !kinds.includes(action.kind)
  }
}

/** A program proves nothing by getting another token. */
function isFresh({ subject, authenticatedAt }: SessionFacts, now: number, freshFor: number): boolean {
  const age = ageOf(authenticatedAt, now)
  return subject.kind === 'human' && age !== undefined && age < freshFor
}
