import { LRUCache } from 'lru-cache'
import type { SessionRecord } from './session-record.ts'

/** The records that this process read a moment ago, for `outage.lastKnown`. Keeps nothing where that is 0. */
export class RecentSessions {
  readonly #maxAgeMs: number
  readonly #records: LRUCache<string, { record: SessionRecord; at: number }> | undefined

  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs
    this.#records = maxAgeMs > 0 ? new LRUCache({ max: 10_000 }) : undefined
  }

  keep(record: SessionRecord, at: number): void {
    this.#records?.set(record.key, { record, at })
  }

  drop(key: string): void {
    this.#records?.delete(key)
  }

  /** The record, if it was read within the stated age. */
  get(key: string, now: number): SessionRecord | undefined {
    const known = this.#records?.get(key)
    if (known === undefined) return undefined
    const age = now - known.at
    return age >= 0 && age <= this.#maxAgeMs ? known.record : undefined
  }
}
