import type { SessionRecord } from '../session/session-record.ts'
import { TwoGenerationMap } from '../two-generation-map.ts'

type Seen = Pick<SessionRecord, 'beganAt' | 'revision'>

/**
 * The newest revision that this process has seen of each of its latest sessions, 10,000 at least. A store that later answers an older
 * one has lost what came since (a cause, a spent proof), and says so by another identity of its log, or it did not look.
 */
export class SeenRevisions {
  readonly #seen = new TwoGenerationMap<Seen>(10_000)
  #identity: string | undefined

  /** What was seen before a question was asked: answers that overtake each other are in order. */
  get(key: string): Seen | undefined {
    return this.#seen.get(key)
  }

  note({ key, beganAt, revision }: SessionRecord): void {
    const seen = this.#seen.get(key)
    if (seen === undefined || isNewer({ beganAt, revision }, seen)) this.#seen.set(key, { beganAt, revision })
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

/** Whether a record has moved on from what was seen of its session, or begun anew. */
export function isNewer(record: Seen, seen: Seen): boolean {
  return seen.beganAt !== record.beganAt || seen.revision < record.revision
}

/** Whether a record is older than what was seen of the same session. One that was begun anew counts from one again. */
export function wentBack(record: SessionRecord, seen: Seen | undefined): boolean {
  return seen !== undefined && seen.beganAt === record.beganAt && record.revision < seen.revision
}
