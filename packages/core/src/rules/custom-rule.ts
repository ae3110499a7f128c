import type { Level, Outcome } from '../decision/outcome.ts'
import { milliseconds } from '../duration.ts'
import { MisuseError, OptionsError } from '../errors.ts'
import { didYouMean } from '../nearest-name.ts'
import { isPromise } from '../ready.ts'
import type { Signals } from '../signals/signal.ts'
import type { Proposal } from './proposal.ts'
import type { Rule, RuleOptions } from './rule.ts'
import type { Situation } from './situation.ts'

/** What a custom rule answers; made by {@link deny}, {@link stepUp}, {@link downgrade} and {@link terminate}. */
export interface Verdict {
  readonly outcome: Exclude<Outcome, 'allow'>
  readonly code: string
  readonly level?: Level | undefined
}

/** A rule of your own: pure and synchronous; undefined means that it has nothing against the request. */
export type RuleFunction<Known = Signals, Acr extends string = string, Name extends string = string> = (
  situation: Situation<Known, Acr, Name>,
) => Verdict | undefined

/** Options of {@link rule}. */
export type CustomRuleOptions<Acr extends string = string> = Omit<RuleOptions<Acr>, 'decide' | 'to'> & {
  readonly name?: string | undefined
}

/**
 * Refuses this request. The code is yours, stable, unique in the policy, for instance `device.unhealthy`.
 *
 * @throws {MisuseError} for a code that is no stable word.
 * @example
 * ```ts
 * import { deny, type RuleFunction } from '@retrust/core'
 *
 * const mine: RuleFunction = ({ action }) => (action.name === 'export' ? deny('export.closed') : undefined)
 * ```
 */
export const deny = (code: string): Verdict => ({ outcome: 'deny', code: coded(code) })
/**
 * Asks for a proof. A proof answers it for an hour unless the rule says otherwise.
 *
 * @throws {MisuseError} for a code that is no stable word.
 * @example
 * ```ts
 * import { stepUp, type RuleFunction } from '@retrust/core'
 *
 * const mine: RuleFunction = ({ presenter }) => (presenter.state === 'new' ? stepUp('presenter.unknown') : undefined)
 * ```
 */
export const stepUp = (code: string): Verdict => ({ outcome: 'step-up', code: coded(code) })
/**
 * Lets the request run at a lower level.
 *
 * @throws {MisuseError} for a code that is no stable word.
 * @example
 * ```ts
 * import { downgrade, type RuleFunction } from '@retrust/core'
 *
 * const mine: RuleFunction = ({ signals }) => (signals.deviceHealth.value === 'poor' ? downgrade('device.poor', 'read-only') : undefined)
 * ```
 */
export const downgrade = (code: string, to: Level): Verdict => ({ outcome: 'downgrade', code: coded(code), level: to })
/**
 * Ends the session.
 *
 * @throws {MisuseError} for a code that is no stable word.
 * @example
 * ```ts
 * import { terminate, type RuleFunction } from '@retrust/core'
 *
 * const mine: RuleFunction = ({ signals }) => (signals.deviceHealth.value === 'stolen' ? terminate('device.stolen') : undefined)
 * ```
 */
export const terminate = (code: string): Verdict => ({ outcome: 'terminate', code: coded(code) })

/**
 * Gives a rule of your own options: how long its causes hold, what unknown signals mean, whether it only reports.
 *
 * @example
 * ```ts
 * import { deny, rule } from '@retrust/core'
 *
 * const healthyDevices = rule({ name: 'healthy-devices', onUnknown: 'allow' }, ({ action, signals }) =>
 *   action.sensitive && signals.deviceHealth?.value === 'unhealthy' ? deny('device.unhealthy') : undefined,
 * )
 * ```
 */
export function rule<Known = Signals, Acr extends string = string, Name extends string = string>(
  options: CustomRuleOptions<NoInfer<Acr>>,
  run: RuleFunction<Known, Acr, Name>,
): RuleFunction<Known, Acr, Name> {
  checkCustomOptions(run, options)
  const configured: RuleFunction<Known, Acr, Name> = (situation) => run(situation)
  told.set(configured, { name: run.name || 'custom', ...options })
  return configured
}

// What `rule` was told. It answers a function, since what is given to a function is inferred from where it stands.
const told = new WeakMap<object, CustomRuleOptions>()

/** A policy as the engine runs it. */
export function compilePolicy(policy: readonly (Rule | RuleFunction)[]): Rule[] {
  return policy.map((one, i) => {
    if (typeof one !== 'function') return one
    return compileCustom(one, told.get(one) ?? { name: one.name || `policy[${i}]` })
  })
}

/** A user's function as a rule of the engine. Its cause is its code. */
function compileCustom(run: RuleFunction, options: CustomRuleOptions = {}): Rule {
  checkCustomOptions(run, options)
  const name = options.name ?? (run.name || 'custom')
  const forMs = milliseconds(options.for ?? '30d')
  const answeredForMs = milliseconds(options.answeredFor ?? '1h')
  return {
    name,
    options,
    reads: [],
    // It may read raw facts, which no record holds.
    replayable: false,
    find(situation) {
      const verdict = run(situation) as unknown
      if (verdict === undefined || verdict === null) return undefined
      if (isPromise(verdict)) {
        verdict.catch(() => undefined)
        throw new TypeError(`rule "${name}" answered a promise; a rule is synchronous: read a signal source instead`)
      }
      if (typeof verdict !== 'object' || typeof (verdict as Verdict).code !== 'string') {
        throw new TypeError(`rule "${name}" answered neither nothing nor deny(), stepUp(), downgrade() or terminate()`)
      }
      return { band: 1, proposed: verdict as Verdict }
    },
    propose(finding): Proposal {
      const unknown = finding.band === 'unknown'
      const proposed = finding.proposed
      const code = proposed?.code ?? `${name}.unknown`
      const outcome = unknown ? (options.onUnknown ?? 'step-up') : (proposed as Verdict).outcome
      return {
        outcome,
        code,
        cause: { rule: proposed?.code ?? name, about: '', band: finding.band },
        level: outcome === 'downgrade' ? (proposed?.level ?? 'read-only') : undefined,
        holds: unknown ? 'request' : (options.holds ?? 'request'),
        forMs,
        lifts: options.lifts,
        answeredForMs,
        workload: options.workload,
      }
    },
  }
}

/** A code goes into headers, logs and URNs, and stays the same for years. */
function coded(code: string): string {
  if (typeof code === 'string' && /^[A-Za-z][\w.-]{0,63}$/.test(code)) return code
  throw new MisuseError(
    `"${String(code)}" is no code`,
    "Write a stable word such as 'device.unhealthy'; the message for people is yours to show",
  )
}

const OPTIONS = ['name', 'holds', 'for', 'lifts', 'answeredFor', 'onUnknown', 'workload', 'reportOnly']

function checkCustomOptions(run: unknown, options: object): void {
  const path = 'rule'
  const issues = Object.keys(options)
    .filter((name) => !OPTIONS.includes(name))
    .map((name) => ({ path: `${path}.${name}`, problem: 'there is no such option', mend: didYouMean(name, OPTIONS) }))
  if (typeof run !== 'function')
    issues.push({ path, problem: 'there is no function', mend: 'Write rule({ … }, (situation) => …)' })
  if (issues.length > 0) throw new OptionsError(issues)
}
