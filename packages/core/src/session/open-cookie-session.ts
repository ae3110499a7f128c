import type { Credential, PresentedSecret } from '../credentials/credential.ts'
import type { SessionAnswer } from '../store/store.ts'
import { type EndSettings, isEndedInLog } from './ended-in-log.ts'
import { overBecause } from './lifetime.ts'
import type { LoadedSession } from './loaded-session.ts'
import { beginsOverlap, matchSecret } from './match-secret.ts'
import { recognise } from './presenter.ts'
import { shownStanding } from './shown-standing.ts'

/** Opens a session of our own cookie: the secret first, since handles are public, then whether it still lives. */
export function openCookieSession(
  settings: EndSettings,
  credential: Credential,
  presented: PresentedSecret,
  answer: SessionAnswer,
): LoadedSession {
  // A host's session has a secret too, in its companion cookie: that one opens nothing by itself.
  if (answer.kind === 'absent' || answer.record.secrets === undefined || answer.record.credential !== credential.name)
    return { kind: 'none', reason: 'session.unknown' }
  const { record, now } = answer
  const match = matchSecret(answer.record.secrets, presented.secret, now)
  // A wrong secret that was never right is absence, not theft: anybody can know a handle.
  if (match === 'unknown') return { kind: 'none', reason: 'secret.unknown' }
  if (record.ended !== undefined || isEndedInLog(settings, record, now))
    return { kind: 'none', reason: 'session.ended' }
  const over = overBecause(record, now, settings.leewayMs)
  if (over !== undefined) return { kind: 'none', reason: over }
  // Two raises in a row: a request that was on its way with the first secret is refused, but it is no sign of theft.
  if (match === 'overtaken') return { kind: 'none', reason: 'secret.spent', was: record }
  if (match === 'spent') return { kind: 'none', reason: 'secret.spent', was: record, spent: record }
  const standing = match === 'current' ? record.standing : shownStanding(presented, record)
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
    beginsOverlap: beginsOverlap(record.secrets, match),
    showsSpent: false,
  }
}
