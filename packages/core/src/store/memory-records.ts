import { StoreUnavailableError } from '../errors.ts'
import { storedKey } from '../subject.ts'
import { Sweeper } from '../sweeper.ts'
import { pageSize } from './page-size.ts'
import type { RecordStore, StoredRecord } from './store.ts'

interface Row extends StoredRecord {
  readonly namespace: string
}

/** The records part of the memory store. Values are copied in and out, so that nobody shares one. */
export class MemoryRecords implements RecordStore {
  readonly #rows = new Map<string, Row>()
  readonly #byTarget = new Map<string, Set<string>>()
  readonly #now: () => number
  readonly #max: number
  readonly #sweeper: Sweeper<Row>

  constructor(now: () => number, max: number) {
    this.#now = now
    this.#max = max
    this.#sweeper = new Sweeper(
      this.#rows,
      (row, at) => row.expiresAt <= at,
      (key, row) => this.#remove(key, row),
    )
  }

  read(namespace: string, key: string): StoredRecord | undefined {
    const row = this.#live(storedKey(namespace, key))
    return row && copyOf(row)
  }

  write(namespace: string, record: Omit<StoredRecord, 'revision'>, expected: number): boolean {
    const now = this.#now()
    this.#sweeper.sweep(now, 4)
    const rowKey = storedKey(namespace, record.key)
    const known = this.#live(rowKey)
    if ((known?.revision ?? 0) !== expected) return false
    // Copied before anything is taken away: a value that cannot be copied leaves the old record in its place.
    const value = structuredClone(record.value)
    const stale = this.#rows.get(rowKey)
    if (stale !== undefined) this.#remove(rowKey, stale)
    if (record.expiresAt <= now) return true
    if (this.#rows.size >= this.#max) this.#sweeper.sweep(now, this.#rows.size)
    if (this.#rows.size >= this.#max)
      throw new StoreUnavailableError('records.write', new Error(`full: ${this.#max} records`))
    this.#rows.set(rowKey, { ...record, namespace, value, revision: expected + 1 })
    if (record.target !== undefined) {
      const name = storedKey(namespace, record.target)
      const keys = this.#byTarget.get(name)
      if (keys) keys.add(rowKey)
      else this.#byTarget.set(name, new Set([rowKey]))
    }
    return true
  }

  remove(namespace: string, key: string, expected: number): boolean {
    const rowKey = storedKey(namespace, key)
    const known = this.#live(rowKey)
    if (known === undefined || known.revision !== expected) return false
    this.#remove(rowKey, known)
    return true
  }

  page(namespace: string, of: Parameters<RecordStore['page']>[1]): readonly StoredRecord[] {
    const keys = this.#byTarget.get(storedKey(namespace, of.target)) ?? []
    return [...keys]
      .map((rowKey) => this.#live(rowKey))
      .filter((row): row is Row => row !== undefined && (of.after === undefined || row.key > of.after))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, pageSize(of.limit))
      .map(copyOf)
  }

  #live(rowKey: string): Row | undefined {
    const row = this.#rows.get(rowKey)
    return row !== undefined && row.expiresAt > this.#now() ? row : undefined
  }

  #remove(rowKey: string, row: Row): void {
    this.#rows.delete(rowKey)
    if (row.target === undefined) return
    const name = storedKey(row.namespace, row.target)
    const keys = this.#byTarget.get(name)
    keys?.delete(rowKey)
    if (keys?.size === 0) this.#byTarget.delete(name)
  }
}

function copyOf({ namespace: _, ...row }: Row): StoredRecord {
  return { ...row, value: structuredClone(row.value) }
}
