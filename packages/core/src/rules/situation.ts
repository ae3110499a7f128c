import type { Action } from '../context/action.ts'
import type { TrustContext } from '../context/build-context.ts'
import type { Authentication } from '../session/authentication.ts'
import type { Presenter } from '../session/loaded-session.ts'
import type { Baseline } from '../session/session-record.ts'
import type { Signals } from '../signals/signal.ts'
import type { Subject } from '../subject.ts'

/** What rules and signal sources may know of the session. */
export interface SessionFacts {
  readonly handle: string
  readonly subject: Subject
  readonly beganAt: number
  readonly lastSeenAt: number
  /** What was proved, newest last, as far as this credential may show it. */
  readonly authentications: readonly Authentication[]
  /** The newest proof, epoch milliseconds; 0 where none says when. */
  readonly authenticatedAt: number
  /** What the session usually looks like. */
  readonly baseline: Baseline
}

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
