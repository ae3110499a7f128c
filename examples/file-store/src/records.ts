import type { RecordStore, StoredRecord } from '@retrust/core'
import { StoreUnavailableError, storedKey } from '@retrust/core'
import type { Journal } from './journal.ts'
import { pageSize } from './page-size.ts'
import { Table } from './table.ts'

interface RecordRow extends StoredRecord {
  readonly namespace: string
  readonly keptUntil: number
}

const shown = ({ namespace: _, keptUntil: __, value, ...row }: RecordRow): StoredRecord => ({
  ...row,
  value: structuredClone(value),
})

/** Small records of packages. */
export class FileRecords implements RecordStore {
  readonly #rows: Table<RecordRow>
  readonly #now: () => number

  constructor(journal: Journal, now: () => number, max: number) {
    this.#rows = new Table(journal, 'records', max)
    this.#now = now
  }

  read(namespace: string, key: string): StoredRecord | undefined {
    const row = this.#rows.get(storedKey(namespace, key), this.#now())
    return row && shown(row)
  }

  write(namespace: string, record: Omit<StoredRecord, 'revision'>, expected: number): boolean {
    const key = storedKey(namespace, record.key)
    const known = this.#rows.get(key, this.#now())
    if ((known?.revision ?? 0) !== expected) return false
    const value = structuredClone(record.value)
    if (known === undefined && !this.#rows.hasRoom(this.#now()))
      throw new StoreUnavailableError('records.write', new Error('full'))
    this.#rows.put(key, { ...record, value, namespace, keptUntil: record.expiresAt, revision: expected + 1 })
    return true
  }

  remove(namespace: string, key: string, expected: number): boolean {
    const name = storedKey(namespace, key)
    if (this.#rows.get(name, this.#now())?.revision !== expected) return false
    this.#rows.delete(name)
    return true
  }

  page(namespace: string, { target, after, limit }: Parameters<RecordStore['page']>[1]): readonly StoredRecord[] {
    return this.#rows
      .all(this.#now())
      .map(([, row]) => row)
      .filter((row) => row.namespace === namespace && row.target === target && (after === undefined || row.key > after))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, pageSize(limit))
      .map(shown)
  }
}
