import type { Action } from '../context/action.ts'
import type { TrustContext } from '../context/build-context.ts'
import type { Presenter } from '../session/loaded-session.ts'
import type { SessionFacts } from '../session/session-facts.ts'
import type { Signals } from '../signals/signal.ts'

/** All that a rule is given. A rule is pure and synchronous: the same situation always gives the same answer. */
export interface Situation {
  readonly context: TrustContext
  readonly session: SessionFacts
  readonly presenter: Presenter
  readonly action: Action
  readonly signals: Signals
  /** The engine's `acrOrder`, weakest first: what ranks an authentication's acr. */
  readonly acrOrder: readonly string[]
}
