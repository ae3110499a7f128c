import { randomUUID } from 'node:crypto'
import type { Change, ChangeNews, ChangeStore, NewChange, Receipt } from '@retrust/core'
import { StoreUnavailableError, storedKey } from '@retrust/core'
import type { Journal } from './journal.ts'
import { Table } from './table.ts'

interface Entry {
  readonly change: Change
  readonly arrival: number
  readonly keptUntil: number
}

interface LogState {
  readonly identity: string
  readonly position: number
  readonly arrival: number
  readonly keptUntil: number
}

/** The log of what became true outside of a request. */
export class FileChanges implements ChangeStore {
  readonly #entries: Table<Entry>
  readonly #state: Table<LogState>
  readonly #listeners = new Set<(news: ChangeNews) => void>()
  readonly #now: () => number

  constructor(journal: Journal, now: () => number, max: number) {
    this.#entries = new Table(journal, 'changes', max)
    this.#state = new Table(journal, 'log', 1)
    this.#now = now
    if (this.#state.get('log', 0) === undefined)
      this.#state.put('log', { identity: randomUUID(), position: 0, arrival: 0, keptUntil: Number.MAX_SAFE_INTEGER })
  }

  append(change: NewChange): Receipt {
    const now = this.#now()
    const key = storedKey(change.target, change.kind)
    const known = this.#entries.get(key, now)?.change
    if (known === undefined && !this.#entries.hasRoom(now)) this.#makeRoom(change, now)
    const position = Math.max(this.#log.position + 1, now)
    const isRanked = change.kind === 'before' || change.kind.startsWith('narrowing:')
    const isMilder = isRanked && known !== undefined && (known.rank ?? 0) > (change.rank ?? 0)
    const keptUntil = change.kind.startsWith('signal:')
      ? change.keptUntil
      : Math.max(known?.keptUntil ?? 0, change.keptUntil)
    const logged = isMilder ? { ...known, keptUntil, position } : { ...change, keptUntil, position, at: now }
    this.#enter(key, logged)
    return { status: 'accepted', position, windowMs: 0 }
  }

  since(arrival: number): { changes: readonly Change[]; arrival: number; identity: string } {
    const news = this.#entries.all(this.#now()).filter(([, entry]) => entry.arrival > arrival)
    return { changes: news.map(([, entry]) => entry.change), arrival: this.#log.arrival, identity: this.#log.identity }
  }

  remove(target: string, kind: `narrowing:${string}`): void {
    const key = storedKey(target, kind)
    const known = this.#entries.get(key, this.#now())?.change
    if (known === undefined) return
    this.#entries.delete(key)
    // Whoever holds it hears of it as one that is over.
    const position = Math.max(this.#log.position + 1, this.#now())
    this.#tell({ ...known, keptUntil: 0, position, at: this.#now() }, position)
  }

  subscribe(listener: (news: ChangeNews) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get #log(): LogState {
    return this.#state.get('log', 0) as LogState
  }

  #enter(key: string, change: Change): void {
    this.#entries.put(key, { change, arrival: this.#log.arrival + 1, keptUntil: change.keptUntil })
    this.#tell(change, Math.max(this.#log.position, change.position))
  }

  #tell(change: Change, position: number): void {
    const arrival = this.#log.arrival + 1
    this.#state.put('log', { ...this.#log, position, arrival })
    for (const listener of this.#listeners) listener({ kind: 'change', change, arrival })
  }

  #makeRoom({ kind, tenant }: NewChange, now: number): void {
    if (kind !== 'end' && kind !== 'before') throw new StoreUnavailableError('changes.append', new Error('full'))
    for (const folded of ['end', 'before'] as const) this.#fold(tenant, folded, now)
  }

  #fold(tenant: string, kind: 'end' | 'before', now: number): void {
    const target = storedKey(tenant, 'tenant')
    const foldedKey = storedKey(target, kind)
    const oldest = this.#entries
      .all(now)
      .filter(([key, { change }]) => change.kind === kind && change.tenant === tenant && key !== foldedKey)
      .sort(([, a], [, b]) => a.arrival - b.arrival)
      .slice(0, Math.max(0, this.#entries.excess))
    if (oldest.length === 0) return
    const known = this.#entries.get(foldedKey, now)
    const all = [...(known === undefined ? [] : [known]), ...oldest.map(([, entry]) => entry)].map(
      ({ change }) => change,
    )
    const latest = (of: (change: Change) => number): number => Math.max(...all.map(of))
    this.#enter(foldedKey, {
      ...{ target, tenant, kind, reason: known?.change.reason ?? 'folded' },
      ...(all.some((one) => one.rank !== undefined) ? { rank: latest((one) => one.rank ?? 0) } : {}),
      ...{
        position: latest((one) => one.position),
        at: latest((one) => one.at),
        keptUntil: latest((one) => one.keptUntil),
      },
    })
    for (const [key] of oldest) this.#entries.delete(key)
  }
}
