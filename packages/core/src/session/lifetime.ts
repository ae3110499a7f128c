import type { AbsentReason } from '../credentials/credential.ts'
import type { SessionRecord } from './session-record.ts'

/**
 * Why a record is over by its age, by the store's time; undefined while it lives. A record from the future beyond the
 * leeway means that a clock jumped back: it would outlive its stated age, so it is refused until time has caught up.
 */
export function overBecause(record: SessionRecord, now: number, leewayMs: number): AbsentReason | undefined {
  if (record.beganAt > now + leewayMs) return 'session.clock'
  if (!(record.expiresAt > now)) return 'session.expired'
  // A last use in the future (another clock, a jump back) counts as one as far in the past: it never lengthens life.
  if (!(Math.abs(now - record.lastSeenAt) < record.idleMs)) return 'session.idle'
  return undefined
}
