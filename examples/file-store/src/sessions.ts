import type {
  Ending,
  Narrowing,
  PageOf,
  Raised,
  Rotated,
  SessionAnswer,
  SessionPage,
  SessionRead,
  SessionRecord,
  SessionStore,
  SwapAnswer,
  Touch,
} from '@retrust/core'
import { StoreUnavailableError, storedKey } from '@retrust/core'
import type { Journal } from './journal.ts'
import { pageSize } from './page-size.ts'
import { Table } from './table.ts'

const isLive = (record: SessionRecord, now: number): boolean => record.ended === undefined && record.expiresAt > now
const rank = ({ band }: Narrowing): number => (band === 'unknown' ? -1 : band)

interface SessionRow {
  readonly record: SessionRecord
  readonly keptUntil: number
  /** Grows with each new row: pages go on from a place, which outlives its row. */
  readonly place: number
}

/** Session records, live and ended. */
export class FileSessions implements SessionStore {
  readonly #rows: Table<SessionRow>
  readonly #claims: Table<{ readonly keptUntil: number }>
  readonly #now: () => number
  #place: number

  constructor(journal: Journal, now: () => number, max: number) {
    this.#rows = new Table(journal, 'sessions', max)
    this.#claims = new Table(journal, 'claims', max)
    this.#now = now
    this.#place = Math.max(0, ...this.#rows.all(0).map(([, row]) => row.place))
  }

  read({ key, touch, presenter, claim }: SessionRead): SessionAnswer {
    const now = this.#now()
    const row = this.#rows.get(key, now)
    if (row === undefined) return { kind: 'absent', now }
    if (!isLive(row.record, now)) return { kind: 'found', now, record: row.record, claim: 'none' }
    // A claim that does not fit is refused before anything is written.
    const claimed = claim === undefined ? 'none' : this.#claim(storedKey(key, claim.key), claim.keptUntil, now)
    let { record } = row
    if (touch !== undefined) record = this.#save(touched(record, touch, now))
    if (presenter !== undefined) record = this.#admitted(record, presenter, now)
    return { kind: 'found', now, record, claim: claimed }
  }

  create(record: SessionRecord, over?: { readonly endedBefore: number }): { created: boolean; now: number } {
    const now = this.#now()
    const known = this.#rows.get(record.key, now)
    const mayReplace =
      known?.record.ended !== undefined && over !== undefined && known.record.ended.at < over.endedBefore
    if (known !== undefined && !mayReplace) return { created: false, now }
    if (known === undefined && !this.#rows.hasRoom(now))
      throw new StoreUnavailableError('sessions.create', new Error('full'))
    this.#place += 1
    this.#rows.put(record.key, { record, keptUntil: record.keptUntil, place: this.#place })
    return { created: true, now }
  }

  rotate(key: string, revision: number, next: Rotated): SwapAnswer {
    return this.#swap(key, revision, next)
  }

  raise(key: string, revision: number, { lineage, adoptedAuthTime, ...next }: Raised): SwapAnswer {
    const shown = { ...(lineage && { lineage }), ...(adoptedAuthTime !== undefined && { adoptedAuthTime }) }
    return this.#swap(key, revision, { ...next, ...shown })
  }

  narrow(key: string, narrowing: Narrowing): void {
    const record = this.#live(key)
    if (record === undefined) return
    const isSame = (one: Narrowing): boolean =>
      one.rule === narrowing.rule &&
      one.about === narrowing.about &&
      (one.band === 'unknown') === (narrowing.band === 'unknown')
    const known = record.narrowings.find(isSame)
    const others = record.narrowings.filter((one) => one !== known && one.until > this.#now())
    if (known === undefined && others.length >= 32) return
    const worse = known !== undefined && rank(known) > rank(narrowing) ? known : narrowing
    const until = Math.max(known?.until ?? 0, narrowing.until)
    this.#moved(record, { narrowings: [...others, { ...worse, until }] })
  }

  widen(key: string, code: string): void {
    const record = this.#live(key)
    if (record !== undefined) this.#moved(record, { narrowings: record.narrowings.filter((one) => one.code !== code) })
  }

  end(key: string, ending: Ending): boolean {
    const record = this.#rows.get(key, this.#now())?.record
    if (record === undefined || record.ended !== undefined) return false
    this.#save({ ...record, ended: ending })
    return true
  }

  touch(key: string, touch: Touch): void {
    const record = this.#live(key)
    if (record !== undefined) this.#save(touched(record, touch, this.#now()))
  }

  page({ tenant, subject, after = '0', limit }: PageOf): SessionPage {
    const rows = this.#rows
      .all(this.#now())
      .map(([, row]) => row)
      .filter(({ place, record: { subject: of } }) => {
        if (place <= Number(after) || of.tenant !== tenant) return false
        return subject === undefined || (of.id === subject.id && (subject.issuer ?? of.issuer) === of.issuer)
      })
      .sort((a, b) => a.place - b.place)
    const page = rows.slice(0, pageSize(limit))
    return {
      sessions: page.map((row) => row.record),
      next: rows.length > page.length ? String(page.at(-1)?.place) : undefined,
    }
  }

  #live(key: string): SessionRecord | undefined {
    const record = this.#rows.get(key, this.#now())?.record
    return record !== undefined && isLive(record, this.#now()) ? record : undefined
  }

  #swap(key: string, revision: number, next: Partial<SessionRecord>): SwapAnswer {
    const record = this.#live(key)
    if (record === undefined) return { kind: 'gone' }
    return record.revision === revision ? { kind: 'done', record: this.#moved(record, next) } : { kind: 'conflict' }
  }

  #admitted(record: SessionRecord, { key, places }: { key: string; places: number }, now: number): SessionRecord {
    const { presenters } = record.standing
    if (presenters.length >= Math.min(places, 8) || presenters.some((one) => one.key === key)) return record
    const admitted = [...presenters, { key, at: now, by: 'fleet' as const }]
    return this.#moved(record, { standing: { ...record.standing, presenters: admitted } })
  }

  #claim(key: string, keptUntil: number, now: number): 'made' | 'used' {
    if (this.#claims.get(key, now) !== undefined) return 'used'
    if (!this.#claims.hasRoom(now)) throw new StoreUnavailableError('sessions.read', new Error('full'))
    this.#claims.put(key, { keptUntil })
    return 'made'
  }

  #moved(record: SessionRecord, next: Partial<SessionRecord>): SessionRecord {
    return this.#save({ ...record, ...next, revision: record.revision + 1 })
  }

  #save(record: SessionRecord): SessionRecord {
    const place = this.#rows.get(record.key, this.#now())?.place ?? 0
    this.#rows.put(record.key, { record, keptUntil: record.keptUntil, place })
    return record
  }
}

/** An activity from the future counts as now; the previous secret's end is set once. */
function touched(record: SessionRecord, touch: Touch, now: number): SessionRecord {
  const { secrets, baseline } = record
  const isFirst = secrets?.previousUntil === undefined && touch.previousUntil !== undefined
  return {
    ...record,
    lastSeenAt: Math.min(touch.at, now),
    baseline: touch.baseline ?? baseline,
    secrets: secrets !== undefined && isFirst ? { ...secrets, previousUntil: touch.previousUntil } : secrets,
  }
}
