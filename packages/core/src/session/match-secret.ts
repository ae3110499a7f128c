import { sameHash } from '../crypto.ts'
import type { Secrets } from './session-record.ts'

/**
 * Which of a session's secrets this is. `overtaken`: it was rotated away twice, but its own overlap is not over, so a request
 * with it may honestly still be on its way.
 */
export function matchSecret(
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

/** Whether this is the first use of the current secret since the rotation: the previous one's overlap begins now. */
export function beginsOverlap(secrets: Secrets | undefined, match: ReturnType<typeof matchSecret>): boolean {
  return match === 'current' && secrets?.previous !== undefined && secrets.previousUntil === undefined
}
