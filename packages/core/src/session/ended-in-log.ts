import { type ChangeLog, type EndStanding, targetsOf } from '../changes/change-log.ts'
import type { SessionRecord } from './session-record.ts'

/** What a look for an end needs of the engine. */
export interface EndSettings {
  readonly log: ChangeLog
  readonly leewayMs: number
}

/** Whether a change ended what this record stands under, whatever its row says. */
export function isEndedInLog({ log, leewayMs }: EndSettings, record: SessionRecord, now: number): boolean {
  return log.endOf(standingOf(record), now, leewayMs) !== undefined
}

/** What of a record is compared with ends. */
export function standingOf(record: SessionRecord): EndStanding {
  const adopted = record.lineage.length > 0
  let authenticatedAt = record.adoptedAuthTime ?? 0
  // What was raised on top of a host's login makes that login no newer: its revocation stands.
  if (!adopted) for (const one of record.standing.authentications) authenticatedAt = Math.max(authenticatedAt, one.at)
  return { targets: targetsOf(record), position: record.position, authenticatedAt, adopted }
}
