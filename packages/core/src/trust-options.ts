import type { AuditSink } from './audit/record-decision.ts'
import type { Clock } from './clock.ts'
import type { ActionOptions, Pages } from './context/action.ts'
import type { RequestFacts } from './context/request-facts.ts'
import type { CredentialOption } from './credentials/credential.ts'
import type { Duration } from './duration.ts'
import type { RuleFunction } from './rules/custom-rule.ts'
import type { Rule } from './rules/rule.ts'
import type { SignalSourceOption, SignalsOf } from './signals/signal-source.ts'
import type { Store } from './store/store.ts'

/** Sources of signals, by name. */
export type SignalSources = Readonly<Record<string, SignalSourceOption>>

/** The catalogue of actions, by name. */
export type ActionNames = Readonly<Record<string, ActionOptions>>

/**
 * The options of `createTrust`. Signals, acr values and names of actions are inferred into the rules that are written into
 * `policy`: put it after `signals`, since types are inferred in the order in which they stand.
 */
export interface TrustOptions<
  Sources extends SignalSources = SignalSources,
  // biome-ignore lint/suspicious/noExplicitAny: options that were written elsewhere fit into every acrOrder
  Acr extends string = any,
  Actions extends ActionNames = ActionNames,
> {
  /** Where sessions, changes and records are kept. */
  readonly store: Store
  /** What requests may carry. With two on one request the first listed wins, if both name the same subject. */
  readonly credentials: readonly CredentialOption[]
  /** What every request of a session is judged by. The strictest proposal counts; their order does not. */
  readonly policy: readonly (
    | Rule<NoInfer<Acr>>
    | RuleFunction<SignalsOf<NoInfer<Sources>>, NoInfer<Acr>, keyof NoInfer<Actions> & string>
  )[]
  /** The catalogue of named actions. */
  readonly actions?: (Actions & ActionNames) | undefined
  /** How strong authentications are, weakest first. Default `['pwd', 'mfa', 'phr']`. */
  readonly acrOrder?: readonly Acr[] | undefined
  /** Where a person's navigation is sent. Without them everyone gets JSON. */
  readonly pages?: Pages | undefined
  /** Where signals are pulled from, by name. */
  readonly signals?: (Sources & SignalSources) | undefined
  /**
   * Keys for the hashes of networks and devices, at least 32 characters each, the same on every node. New names are made
   * under the first and recognised under each: add a new one last, deploy, then move it first. Default: random, for a store
   * of one process.
   */
  readonly secrets?: readonly string[] | undefined
  /** While the store cannot be asked, a session read here within `lastKnown` may go on reading. Default `'0'`: nobody does. */
  readonly outage?: { readonly lastKnown?: Duration | undefined } | undefined
  /** Where decisions are recorded. With mode `'required'` nothing is done that could not be recorded. Default mode `'continue'`. */
  readonly audit?:
    | { readonly sink?: AuditSink | undefined; readonly mode?: 'continue' | 'required' | undefined }
    | undefined
  /** By how much clocks of others may differ. Default `'5s'`. */
  readonly clockLeeway?: Duration | undefined
  /**
   * Whose forwarded headers are believed: CIDR blocks and addresses of your proxies, or how many of them stand in a row
   * before this server. Default none: the connection's own address counts.
   */
  readonly trustedProxies?: readonly string[] | number | undefined
  /** Which tenant a request belongs to. With it every target needs a tenant. */
  readonly tenant?: ((facts: RequestFacts) => string) | undefined
  /** How often an open stream is judged again where nothing changes. Default `'30s'`. */
  readonly checkEvery?: Duration | undefined
  /** How long a hook (a demand function, `onStepUp`, an audit sink, an issuer) may take. Default `'5s'`. */
  readonly hookTimeout?: Duration | undefined
  /** How long the store may take. Default `'2s'`; later means that it could not be asked. */
  readonly storeTimeout?: Duration | undefined
  /** Default: the machine's. */
  readonly clock?: Clock | undefined
}
