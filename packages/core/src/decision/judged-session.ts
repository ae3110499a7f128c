import type { Authentication } from '../session/authentication.ts'
import type { LiveSession } from '../session/loaded-session.ts'
import type { SubjectKind } from '../subject.ts'
import type { AnsweredCause } from './causes.ts'

/** What a decision knows of a live session: what was proved and answered, as far as its credential may show it. */
export interface JudgedSession {
  readonly kind: 'live'
  readonly subjectKind: SubjectKind
  /** A person, under a credential that a proof can change. */
  readonly canProve: boolean
  readonly authentications: readonly Authentication[]
  readonly answered: readonly AnsweredCause[]
  /** Undefined where the credential has none. */
  readonly scopes: readonly string[] | undefined
  /** The store could not be asked: this is how the session was last read. */
  readonly lastKnown: boolean
}

/** A live session as a decision sees it. A proof that has just arrived counts. */
export function judgedSession({
  record,
  credential,
  presented,
  standing,
  arrived,
  lastKnown,
}: LiveSession): JudgedSession {
  const { kind } = record.subject
  return {
    kind: 'live',
    subjectKind: kind,
    canProve: kind === 'human' && credential.elevation !== 'none',
    authentications: arrived === undefined ? standing.authentications : [...standing.authentications, arrived],
    answered: standing.answered,
    scopes: presented.kind === 'claims' ? presented.scopes : undefined,
    lastKnown,
  }
}
