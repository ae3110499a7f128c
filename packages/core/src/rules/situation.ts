import type { Action } from '../context/action.ts'
import type { TrustContext } from '../context/build-context.ts'
import type { Presenter } from '../session/loaded-session.ts'
import type { SessionFacts } from '../session/session-facts.ts'
import type { Signals } from '../signals/signal.ts'

/**
 * All that a rule is given. A rule is pure and synchronous: the same situation always gives the same answer. In a policy that
 * is written into `createTrust`, its signals, acr values and names of actions are those of the options beside it.
 */
export interface Situation<Known = Signals, Acr extends string = string, Name extends string = string> {
  readonly context: TrustContext
  readonly session: SessionFacts<Acr>
  readonly presenter: Presenter
  readonly action: Action<Name>
  readonly signals: Known
  /** The engine's `acrOrder`, weakest first: what ranks an authentication's acr. */
  readonly acrOrder: readonly Acr[]
}
