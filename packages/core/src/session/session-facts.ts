import type { Subject } from '../subject.ts'
import type { Authentication } from './authentication.ts'
import type { LiveSession } from './loaded-session.ts'
import type { Baseline } from './session-record.ts'

/** What rules and signal sources may know of the session. */
export interface SessionFacts<Acr extends string = string> {
  readonly handle: string
  readonly subject: Subject
  readonly beganAt: number
  readonly lastSeenAt: number
  /** What was proved, newest last, as far as this credential may show it. */
  readonly authentications: readonly Authentication<Acr>[]
  /** The newest proof, epoch milliseconds; 0 where none says when. */
  readonly authenticatedAt: number
  /** What the session usually looks like. */
  readonly baseline: Baseline
}

/** The facts of a session, as this request's credential may show them. */
export function factsOf({ record, standing }: LiveSession): SessionFacts {
  let authenticatedAt = 0
  for (const one of standing.authentications) authenticatedAt = Math.max(authenticatedAt, one.at)
  return {
    handle: record.handle,
    subject: record.subject,
    beganAt: record.beganAt,
    lastSeenAt: record.lastSeenAt,
    authentications: standing.authentications,
    authenticatedAt,
    baseline: record.baseline,
  }
}
