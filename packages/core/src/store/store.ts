import type { Change, NewChange, Receipt } from '../changes/change.ts'
import type { Clock } from '../clock.ts'
import type { Narrowing } from '../decision/causes.ts'
import type { MaybePromise } from '../ready.ts'
import type { Baseline, Ending, Secrets, SessionRecord, Standing } from '../session/session-record.ts'

/**
 * Where trust is kept. Three parts; each operation is one atomic step. "Absent" always means "looked, and it is not
 * there": whatever could not be asked throws {@link StoreUnavailableError} (or rejects with it).
 *
 * @example
 * ```ts
 * import { createTrust, memoryStore, cookieSession, presets, type Store } from '@retrust/core'
 *
 * const store: Store = memoryStore({ maxSessions: 50_000 })
 * createTrust({ store, credentials: [cookieSession()], policy: presets.balanced() })
 * ```
 */
export interface Store {
  readonly name: string
  /** True where other processes see the same data. Such a store needs the engine's `secrets`. */
  readonly shared: boolean
  /** Called when an engine is built over the store. A store without a server of its own tells the time by this clock. */
  start(clock: Clock): void
  readonly sessions: SessionStore
  readonly changes: ChangeStore
  readonly records: RecordStore
  /** Lets go of what the store itself opened. */
  close(): MaybePromise<void>
}

/** What one look at a session asks for. */
export interface SessionRead {
  readonly key: string
  /** Takes a place for a presenter, if the record is live, does not know it and has admitted fewer than `places` (at most 8). Moves the revision. */
  readonly presenter?: { readonly key: string; readonly places: number } | undefined
  /** Makes a proof's single use, only if the record is live: `key` must be new, and is kept until then. */
  readonly claim?: { readonly key: string; readonly keptUntil: number } | undefined
  /** Activity of an earlier, allowed request that was not written yet. */
  readonly touch?: Touch | undefined
}

/** The record, whether the claim was new, and the store's time: lifetimes are decided by it. */
export type SessionAnswer = { readonly now: number } & (
  | { readonly kind: 'found'; readonly record: SessionRecord; readonly claim: 'made' | 'used' | 'none' }
  | { readonly kind: 'absent' }
)

/** What an allowed request leaves behind. Never moves the revision, never revives; an activity in the future counts as now. */
export interface Touch {
  readonly at: number
  readonly baseline?: Baseline | undefined
  /** The current secret was used: the previous one stops at this instant. */
  readonly previousUntil?: number | undefined
}

/** What a compare-and-set answers. `gone`: absent, ended or past its deadline. */
export type SwapAnswer =
  | { readonly kind: 'done'; readonly record: SessionRecord }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'gone' }

/** What a raise replaces. The later two are for adopted sessions, whose newer token may show more of its lineage; undefined leaves them as they are. */
export interface Raised {
  readonly standing: Standing
  /** The stored causes that are left. */
  readonly narrowings: readonly Narrowing[]
  readonly adoptedAuthTime?: number | undefined
  readonly lineage?: readonly string[] | undefined
}

/** What a rotation replaces: the hashes, and the standing now and before. */
export interface Rotated {
  readonly secrets: Secrets
  readonly standing: Standing
  readonly before: Standing
  /** The stored causes that are left. */
  readonly narrowings: readonly Narrowing[]
}

/** Which sessions to list. `after` is the `next` of the page before; at most 100 at a time. */
export interface PageOf {
  readonly tenant: string
  readonly subject?: { readonly issuer?: string | undefined; readonly id: string } | undefined
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

/** One page of sessions. */
export interface SessionPage {
  readonly sessions: readonly SessionRecord[]
  /** Hand it in as `after` for the next page; undefined at the end. */
  readonly next: string | undefined
}

/** Session records, live and ended. */
export interface SessionStore {
  read(read: SessionRead): MaybePromise<SessionAnswer>
  /** Only if no row exists, ended ones included; with `endedBefore` also over a row that ended before that instant. */
  create(
    record: SessionRecord,
    over?: { readonly endedBefore: number },
  ): MaybePromise<{ readonly created: boolean; readonly now: number }>
  /** New secrets, if the revision is still this one and the record is live. */
  rotate(key: string, revision: number, next: Rotated): MaybePromise<SwapAnswer>
  /** A new standing (and, for adopted sessions, auth time and lineage), if the revision is still this one and the record is live. */
  raise(key: string, revision: number, next: Raised): MaybePromise<SwapAnswer>
  /** Adds a narrowing (the worse band and the later end win). Cannot conflict, and moves the revision. */
  narrow(key: string, narrowing: Narrowing): MaybePromise<void>
  /** Takes narrowings away by rule code: an operator's lift. Moves the revision. */
  widen(key: string, code: string): MaybePromise<void>
  /** Ends it, also past its deadline; the first ending stays. Answers whether it was this one. */
  end(key: string, ending: Ending): MaybePromise<boolean>
  touch(key: string, touch: Touch): MaybePromise<void>
  /** Live and ended sessions of a tenant, or of one subject of it. At most 100 at a time. */
  page(of: PageOf): MaybePromise<SessionPage>
}

/** What subscribers of the change log hear. `arrival` numbers entries without holes. */
export type ChangeNews =
  | { readonly kind: 'change'; readonly change: Change; readonly arrival: number }
  | { readonly kind: 'heartbeat'; readonly arrival: number; readonly identity: string }

/** The log of what became true outside of a request. */
export interface ChangeStore {
  append(change: NewChange): MaybePromise<Receipt>
  /** All entries that arrived after that number. */
  since(
    arrival: number,
  ): MaybePromise<{ readonly changes: readonly Change[]; readonly arrival: number; readonly identity: string }>
  /** Takes a narrowing away. */
  remove(target: string, kind: `narrowing:${string}`): MaybePromise<void>
  subscribe(listener: (news: ChangeNews) => void): () => void
}

/** A small record of a package: a challenge, a key, a budget. */
export interface StoredRecord {
  readonly key: string
  readonly value: unknown
  readonly revision: number
  /** Epoch milliseconds. A deadline in the past is never a live record. */
  readonly expiresAt: number
  readonly target?: string | undefined
}

/** Small records of packages: namespaced, with an absolute expiry and compare-and-set. */
export interface RecordStore {
  read(namespace: string, key: string): MaybePromise<StoredRecord | undefined>
  /** `expected` 0: only if there is none. Answers false where the revision is another. */
  write(namespace: string, record: Omit<StoredRecord, 'revision'>, expected: number): MaybePromise<boolean>
  remove(namespace: string, key: string, expected: number): MaybePromise<boolean>
  /** The live records of a target, at most 100 at a time, in the order of their keys. */
  page(
    namespace: string,
    of: { readonly target: string; readonly after?: string | undefined; readonly limit?: number | undefined },
  ): MaybePromise<readonly StoredRecord[]>
}
