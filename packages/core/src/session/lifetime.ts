import type { AbsentReason } from '../credentials/credential.ts'
import type { SessionRecord } from './session-record.ts'

/**
 * Why a record is over by its age, by the store's time; undefined while it lives. A record from the future beyond the
 * leeway means that a clock jumped back: it would outlive its stated age, so it is refused until time has caught up.
 */
export function overBecause(record: SessionRecord, now: number, leewayMs: number): AbsentReason | undefined {
  if (record.beganAt > now + leewayMs) return 'session.clock'
  if (record.expiresAt <= now) return 'session.expired'
  // A last use in the future (another clock, a jump back) never lengthens life: it counts as now at most.
  if (Math.min(record.lastSeenAt, now) + record.idleMs <= now) return 'session.idle'
  return undefined
}
