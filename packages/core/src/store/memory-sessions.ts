import { type Narrowing, sameCause } from '../decision/causes.ts'
import { StoreUnavailableError } from '../errors.ts'
import { type Ending, MAX_PRESENTERS, type SessionRecord, withLast } from '../session/session-record.ts'
import { storedKey } from '../subject.ts'
import { Sweeper } from '../sweeper.ts'
import { pageSize } from './page-size.ts'
import type {
  PageOf,
  Raised,
  Rotated,
  SessionAnswer,
  SessionPage,
  SessionRead,
  SessionStore,
  SwapAnswer,
  Touch,
} from './store.ts'

const MAX_NARROWINGS = 32

/** The sessions part of the memory store. Records are replaced, never changed, so a reader may keep what it was given. */
export class MemorySessions implements SessionStore {
  readonly #rows = new Map<string, SessionRecord>()
  /** Keys of rows by tenant, and by (tenant, id) for one subject at any issuer, each with its place in the order of pages. */
  readonly #index = new Map<string, Map<string, number>>()
  #lastPlace = 0
  readonly #claims = new Map<string, number>()
  readonly #now: () => number
  readonly #max: number
  readonly #sweeper: Sweeper<SessionRecord>
  readonly #claimSweeper: Sweeper<number>

  constructor(now: () => number, max: number) {
    this.#now = now
    this.#max = max
    this.#sweeper = new Sweeper(
      this.#rows,
      (row, at) => row.keptUntil <= at,
      (_key, row) => this.#remove(row),
    )
    this.#claimSweeper = new Sweeper(
      this.#claims,
      (until, at) => until <= at,
      (key) => this.#claims.delete(key),
    )
  }

  read(read: SessionRead): SessionAnswer {
    const now = this.#now()
    let record = this.#rows.get(read.key)
    if (record === undefined || record.keptUntil <= now) return { kind: 'absent', now }
    if (isLive(record, now)) {
      if (read.touch !== undefined) record = this.#touched(record, read.touch, now)
      if (read.presenter !== undefined) record = this.#placed(record, read.presenter, now)
    }
    return { kind: 'found', now, record, claim: this.#claim(record, read.claim, now) }
  }

  create(record: SessionRecord, over?: { endedBefore: number }): { created: boolean; now: number } {
    const now = this.#now()
    this.#sweeper.sweep(now, 4)
    const existing = this.#rows.get(record.key)
    if (existing !== undefined) {
      if (existing.keptUntil > now && !(over && existing.ended && existing.ended.at < over.endedBefore))
        return { created: false, now }
      this.#remove(existing)
    }
    if (this.#rows.size >= this.#max) this.#sweeper.sweep(now, this.#rows.size)
    if (this.#rows.size >= this.#max)
      throw new StoreUnavailableError('sessions.create', new Error(`full: ${this.#max} sessions`))
    this.#rows.set(record.key, record)
    this.#lastPlace += 1
    for (const name of indexNames(record)) {
      const keys = this.#index.get(name) ?? new Map<string, number>()
      this.#index.set(name, keys.set(record.key, this.#lastPlace))
    }
    return { created: true, now }
  }

  rotate(key: string, revision: number, next: Rotated): SwapAnswer {
    return this.#swap(key, revision, next)
  }

  raise(key: string, revision: number, next: Raised): SwapAnswer {
    const given = Object.entries(next).filter(([, value]) => value !== undefined)
    return this.#swap(key, revision, Object.fromEntries(given))
  }

  narrow(key: string, narrowing: Narrowing): void {
    const record = this.#live(key)
    if (record === undefined) return
    const now = this.#now()
    const known = record.narrowings.find((one) => sameCause(one, narrowing))
    if (known !== undefined && rank(known) >= rank(narrowing) && known.until >= narrowing.until) return
    const others = record.narrowings.filter((one) => one !== known && one.until > now)
    // At the bound the newest cause takes the place of none: what is stored stays, and lowers already.
    if (known === undefined && others.length >= MAX_NARROWINGS) return
    const worst = known !== undefined && rank(known) > rank(narrowing) ? known : narrowing
    const until = Math.max(known?.until ?? 0, narrowing.until)
    this.#moved(record, { narrowings: [...others, { ...worst, until }] })
  }

  widen(key: string, code: string): void {
    const record = this.#live(key)
    if (record !== undefined) this.#moved(record, { narrowings: record.narrowings.filter((one) => one.code !== code) })
  }

  end(key: string, ending: Ending): boolean {
    // Also a row that is over by its age: it becomes a tombstone like any other.
    const record = this.#rows.get(key)
    if (record === undefined || record.ended !== undefined || record.keptUntil <= this.#now()) return false
    this.#put({ ...record, ended: ending })
    return true
  }

  touch(key: string, touch: Touch): void {
    const record = this.#live(key)
    if (record !== undefined) this.#touched(record, touch, this.#now())
  }

  page(of: PageOf): SessionPage {
    const limit = pageSize(of.limit)
    const after = Number(of.after ?? 0)
    const now = this.#now()
    const keys = this.#index.get(of.subject ? storedKey(of.tenant, of.subject.id) : storedKey(of.tenant)) ?? []
    const sessions: SessionRecord[] = []
    let last = after
    // By place and not by the key before: that row may be gone by now, and the rest would be lost with it.
    for (const [key, place] of keys) {
      if (place <= after) continue
      const record = this.#rows.get(key) as SessionRecord
      const issuer = of.subject?.issuer
      if (record.keptUntil <= now || (issuer !== undefined && record.subject.issuer !== issuer)) continue
      if (sessions.length === limit) return { sessions, next: String(last) }
      sessions.push(record)
      last = place
    }
    return { sessions, next: undefined }
  }

  #live(key: string): SessionRecord | undefined {
    const record = this.#rows.get(key)
    return record !== undefined && isLive(record, this.#now()) ? record : undefined
  }

  #swap(key: string, revision: number, next: Partial<SessionRecord>): SwapAnswer {
    const record = this.#live(key)
    if (record === undefined) return { kind: 'gone' }
    if (record.revision !== revision) return { kind: 'conflict' }
    return { kind: 'done', record: this.#moved(record, next) }
  }

  #touched(record: SessionRecord, touch: Touch, now: number): SessionRecord {
    return this.#put({
      ...record,
      // An activity in the future (another clock) would put the idle end off: it counts as now.
      lastSeenAt: Math.min(touch.at, now),
      baseline: touch.baseline ?? record.baseline,
      secrets:
        record.secrets !== undefined && touch.previousUntil !== undefined && record.secrets.previousUntil === undefined
          ? { ...record.secrets, previousUntil: touch.previousUntil }
          : record.secrets,
    })
  }

  #placed(record: SessionRecord, wanted: { key: string; places: number }, now: number): SessionRecord {
    const known = record.standing.presenters
    if (known.length >= Math.min(wanted.places, MAX_PRESENTERS) || known.some((one) => one.key === wanted.key))
      return record
    const presenters = withLast(known, { key: wanted.key, at: now, by: 'fleet' as const }, MAX_PRESENTERS)
    return this.#moved(record, { standing: { ...record.standing, presenters } })
  }

  #claim(record: SessionRecord, claim: SessionRead['claim'], now: number): 'made' | 'used' | 'none' {
    if (claim === undefined || !isLive(record, now)) return 'none'
    this.#claimSweeper.sweep(now, 4)
    const key = storedKey(record.key, claim.key)
    if ((this.#claims.get(key) ?? 0) > now) return 'used'
    if (this.#claims.size >= this.#max) this.#claimSweeper.sweep(now, this.#claims.size)
    if (this.#claims.size >= this.#max)
      throw new StoreUnavailableError('sessions.read', new Error(`full: ${this.#max} single uses`))
    this.#claims.set(key, claim.keptUntil)
    return 'made'
  }

  /** What a raise would replace has changed: one that was made over the record from before must look again. */
  #moved(record: SessionRecord, next: Partial<SessionRecord>): SessionRecord {
    return this.#put({ ...record, ...next, revision: record.revision + 1 })
  }

  #put(record: SessionRecord): SessionRecord {
    this.#rows.set(record.key, record)
    return record
  }

  #remove(record: SessionRecord): void {
    this.#rows.delete(record.key)
    for (const name of indexNames(record)) {
      const keys = this.#index.get(name)
      keys?.delete(record.key)
      if (keys?.size === 0) this.#index.delete(name)
    }
  }
}

/** Neither ended nor over by its age: only then does anything of it move. */
function isLive(record: SessionRecord, now: number): boolean {
  return record.ended === undefined && record.expiresAt > now
}

function indexNames(record: SessionRecord): readonly string[] {
  return [storedKey(record.subject.tenant), storedKey(record.subject.tenant, record.subject.id)]
}

function rank(narrowing: Narrowing): number {
  return narrowing.band === 'unknown' ? -1 : narrowing.band
}
