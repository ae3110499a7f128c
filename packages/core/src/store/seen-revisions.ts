import { LRUCache } from 'lru-cache'
import type { SessionRecord } from '../session/session-record.ts'

type Seen = Pick<SessionRecord, 'beganAt' | 'revision'>

/**
 * The newest revision that this process has seen of each of its latest 10,000 sessions. A store that later answers an older
 * one has lost what came since (a cause, a spent proof), and says so by another identity of its log, or it did not look.
 */
export class SeenRevisions {
  readonly #seen = new LRUCache<string, Seen>({ max: 10_000 })
  #identity: string | undefined

  /** What was seen before a question was asked: answers that overtake each other are in order. */
  get(key: string): Seen | undefined {
    return this.#seen.get(key)
  }

  note({ key, beganAt, revision }: SessionRecord): void {
    const seen = this.#seen.get(key)
    if (seen === undefined || seen.beganAt !== beganAt || seen.revision < revision)
      this.#seen.set(key, { beganAt, revision })
  }

  /** Begun here and now, whatever was seen under its key before. */
  begin({ key, beganAt, revision }: SessionRecord): void {
    this.#seen.set(key, { beganAt, revision })
  }

  /** A log of another identity belongs to a store that was put back to some point: it may answer what it has. */
  underIdentity(identity: string): void {
    if (this.#identity !== undefined && this.#identity !== identity) this.#seen.clear()
    this.#identity = identity
  }
}

/** Whether a record is older than what was seen of the same session. One that was begun anew counts from one again. */
export function wentBack(record: SessionRecord, seen: Seen | undefined): boolean {
  return seen !== undefined && seen.beganAt === record.beganAt && record.revision < seen.revision
}
