import type { Credential, PresentedSecret } from '../credentials/credential.ts'
import { sameHash } from '../crypto.ts'
import type { SessionAnswer } from '../store/store.ts'
import { overBecause } from './lifetime.ts'
import type { LoadedSession } from './loaded-session.ts'
import { recognise } from './presenter.ts'
import type { Secrets, SessionRecord } from './session-record.ts'
import { shownStanding } from './shown-standing.ts'

/** Opens a session of our own cookie: the secret first, since handles are public, then whether it still lives. */
export function openCookieSession(
  credential: Credential,
  presented: PresentedSecret,
  answer: SessionAnswer,
  ended: (record: SessionRecord) => boolean,
  leewayMs: number,
): LoadedSession {
  if (answer.kind === 'absent' || answer.record.secrets === undefined)
    return { kind: 'none', reason: 'session.unknown' }
  const { record, now } = answer
  const match = matchSecret(record.secrets as Secrets, presented.secret, now)
  // A wrong secret that was never right is absence, not theft: anybody can know a handle.
  if (match === 'unknown') return { kind: 'none', reason: 'secret.unknown' }
  if (record.ended !== undefined || ended(record)) return { kind: 'none', reason: 'session.ended' }
  const over = overBecause(record, now, leewayMs)
  if (over !== undefined) return { kind: 'none', reason: over }
  // Two raises in a row: a request that was on its way with the first secret is refused, but it is no sign of theft.
  if (match === 'overtaken') return { kind: 'none', reason: 'secret.spent' }
  if (match === 'spent') return { kind: 'none', reason: 'secret.spent', spent: record }
  const standing = shownStanding(presented, record)
  if (standing === undefined) return { kind: 'none', reason: 'secret.unknown' }
  return {
    kind: 'live',
    credential,
    presented,
    record,
    standing,
    presenter: recognise(presented.device, standing),
    storeNow: now,
    lastKnown: false,
    arrived: undefined,
    justAdopted: false,
    beginsOverlap:
      match === 'current' && record.secrets?.previous !== undefined && record.secrets.previousUntil === undefined,
  }
}

function matchSecret(
  secrets: Secrets,
  hash: string,
  now: number,
): 'current' | 'previous' | 'overtaken' | 'spent' | 'unknown' {
  if (sameHash(secrets.current, hash)) return 'current'
  if (secrets.previous !== undefined && sameHash(secrets.previous, hash)) {
    return secrets.previousUntil === undefined || secrets.previousUntil > now ? 'previous' : 'spent'
  }
  const spent = secrets.spent.find((one) => sameHash(one.hash, hash))
  if (spent === undefined) return 'unknown'
  return spent.since <= now ? 'spent' : 'overtaken'
}
