import { type Change, type NewChange, type Receipt, targetKey } from '../changes/change.ts'
import { StoreUnavailableError } from '../errors.ts'
import { storedKey } from '../subject.ts'
import { Sweeper } from '../sweeper.ts'
import type { ChangeNews, ChangeStore } from './store.ts'

interface Entry {
  readonly change: Change
  readonly arrival: number
}

/** The changes part of the memory store: one entry per target and kind, ordered by position. */
export class MemoryChanges implements ChangeStore {
  readonly #entries = new Map<string, Entry>()
  readonly #listeners = new Set<(news: ChangeNews) => void>()
  readonly #now: () => number
  readonly #max: number
  readonly #sweeper: Sweeper<Entry>
  #position = 0
  #arrival = 0

  constructor(now: () => number, max: number) {
    this.#now = now
    this.#max = max
    this.#sweeper = new Sweeper(
      this.#entries,
      (entry, at) => entry.change.keptUntil <= at,
      (key) => this.#entries.delete(key),
    )
  }

  append(change: NewChange): Receipt {
    const now = this.#now()
    this.#sweeper.sweep(now, 4)
    const key = storedKey(change.target, change.kind)
    if (!this.#entries.has(key)) this.#makeRoom(change, now)
    return this.#put(key, change, this.#nextPosition(now), now)
  }

  since(arrival: number): { changes: readonly Change[]; arrival: number; identity: string } {
    const now = this.#now()
    const changes: Change[] = []
    for (const entry of this.#entries.values()) {
      if (entry.arrival > arrival && entry.change.keptUntil > now) changes.push(entry.change)
    }
    return { changes, arrival: this.#arrival, identity: 'memory' }
  }

  remove(target: string, kind: `narrowing:${string}`): void {
    const key = storedKey(target, kind)
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    const now = this.#now()
    this.#arrival += 1
    this.#tell({ ...entry.change, keptUntil: 0, position: this.#nextPosition(now), at: now })
  }

  subscribe(listener: (news: ChangeNews) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** By position, not by the clock: a clock that jumped back still gives a later position. */
  #nextPosition(now: number): number {
    this.#position = Math.max(this.#position + 1, now)
    return this.#position
  }

  #put(key: string, change: NewChange, position: number, now: number): Receipt {
    const known = this.#entries.get(key)?.change
    const live = known !== undefined && known.keptUntil > now ? known : undefined
    // A report lives as long as it says; whatever ends or narrows, as long as any append of it said.
    const keptUntil = isReport(change) ? change.keptUntil : Math.max(live?.keptUntil ?? 0, change.keptUntil)
    const logged: Change =
      live !== undefined && outranks(live, change)
        ? { ...live, keptUntil, position }
        : { ...change, keptUntil, position, at: now }
    this.#arrival += 1
    // Taken out first, so that the oldest entry stands first.
    this.#entries.delete(key)
    this.#entries.set(key, { change: logged, arrival: this.#arrival })
    this.#tell(logged)
    // One process: whoever reads the receipt already feels the change.
    return { status: 'accepted', position: logged.position, windowMs: 0 }
  }

  /** At the bound reports and narrowings are refused; an end never is: the ends of its tenant fold into one. */
  #makeRoom(change: NewChange, now: number): void {
    if (this.#entries.size < this.#max) return
    this.#sweeper.sweep(now, this.#entries.size)
    if (this.#entries.size < this.#max) return
    if (change.kind !== 'end' && change.kind !== 'before') {
      throw new StoreUnavailableError('changes.append', new Error(`full: ${this.#max} changes`))
    }
    this.#fold(change.tenant, 'end')
    this.#fold(change.tenant, 'before')
  }

  /** Folds the oldest ends of a tenant into one of that tenant: wider than asked for, which is the safe side. */
  #fold(tenant: string, kind: 'end' | 'before'): void {
    const target = targetKey.tenant(tenant)
    const foldedKey = storedKey(target, kind)
    const few = this.#max - Math.max(1, Math.floor(this.#max / 8))
    let folded = this.#entries.get(foldedKey)?.change
    let taken = 0
    for (const [key, { change }] of this.#entries) {
      if (this.#entries.size <= few) break
      if (change.kind !== kind || change.tenant !== tenant || key === foldedKey) continue
      folded = folded === undefined ? { ...change, target, reason: 'folded' } : widest(folded, change)
      this.#entries.delete(key)
      taken += 1
    }
    if (folded === undefined || taken === 0) return
    this.#arrival += 1
    this.#entries.set(foldedKey, { change: folded, arrival: this.#arrival })
    this.#tell(folded)
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener({ kind: 'change', change, arrival: this.#arrival })
  }
}

const isReport = ({ kind }: NewChange): boolean => kind.startsWith('signal:')

/** One end that covers both, for as long as either is kept. */
function widest(folded: Change, other: Change): Change {
  return {
    ...folded,
    position: Math.max(folded.position, other.position),
    at: Math.max(folded.at, other.at),
    rank: folded.rank === undefined ? other.rank : Math.max(folded.rank, other.rank ?? 0),
    keptUntil: Math.max(folded.keptUntil, other.keptUntil),
  }
}

/** Whether what is known stays: the larger instant or band wins, else the newer one. */
function outranks(known: Change, next: NewChange): boolean {
  if (next.kind !== 'before' && !next.kind.startsWith('narrowing:')) return false
  return (known.rank ?? 0) > (next.rank ?? 0)
}
