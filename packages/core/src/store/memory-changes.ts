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
    // By position, not by the clock: a clock that jumped back still gives a later position.
    this.#position = Math.max(this.#position + 1, now)
    return this.#put(key, change, now)
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
    this.#position += 1
    this.#arrival += 1
    this.#tell({ ...entry.change, keptUntil: 0, position: this.#position, at: this.#now() })
  }

  subscribe(listener: (news: ChangeNews) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #put(key: string, change: NewChange, now: number): Receipt {
    const known = this.#entries.get(key)?.change
    const stays = known !== undefined && known.keptUntil > now && outranks(known, change)
    const logged: Change = stays
      ? { ...known, keptUntil: Math.max(known.keptUntil, change.keptUntil), position: this.#position }
      : { ...change, position: this.#position, at: now }
    this.#arrival += 1
    this.#entries.set(key, { change: logged, arrival: this.#arrival })
    this.#tell(logged)
    // One process: whoever reads the receipt already feels the change.
    return { status: 'durable', position: logged.position, windowMs: 0 }
  }

  /** At the bound reports and narrowings are refused; an end never is: the ends of its tenant fold into one. */
  #makeRoom(change: NewChange, now: number): void {
    if (this.#entries.size < this.#max) return
    this.#sweeper.sweep(now, this.#entries.size)
    if (this.#entries.size < this.#max) return
    if (change.kind !== 'end' && change.kind !== 'before') {
      throw new StoreUnavailableError('changes.append', new Error(`full: ${this.#max} changes`))
    }
    this.#fold(change.tenant, now)
  }

  #fold(tenant: string, now: number): void {
    const target = targetKey.tenant(tenant)
    let newest: Change | undefined
    for (const [key, { change }] of this.#entries) {
      if (change.kind !== 'end' || change.tenant !== tenant || change.target === target) continue
      if (newest === undefined || change.position > newest.position) newest = change
      this.#entries.delete(key)
      if (this.#entries.size <= this.#max - Math.max(1, Math.floor(this.#max / 8))) break
    }
    if (newest === undefined) return
    // Wider than asked for, which is the safe side: everything of this tenant from before that position ends.
    this.#arrival += 1
    const folded: Change = {
      target,
      tenant,
      kind: 'end',
      reason: 'folded',
      keptUntil: newest.keptUntil,
      position: newest.position,
      at: now,
    }
    this.#entries.set(storedKey(target, 'end'), { change: folded, arrival: this.#arrival })
    this.#tell(folded)
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener({ kind: 'change', change, arrival: this.#arrival })
  }
}

/** Whether what is known stays: the larger instant or band wins, else the newer one. */
function outranks(known: Change, next: NewChange): boolean {
  if (next.kind !== 'before' && !next.kind.startsWith('narrowing:')) return false
  return (known.rank ?? 0) > (next.rank ?? 0)
}
