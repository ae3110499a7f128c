import type { Journal } from './journal.ts'

/** Rows of one kind. A write is in the file before it is in memory. */
export class Table<Row extends { readonly keptUntil: number }> {
  readonly #journal: Journal
  readonly #name: string
  readonly #max: number
  readonly #rows: Map<string, Row>

  constructor(journal: Journal, name: string, max: number) {
    this.#journal = journal
    this.#name = name
    this.#max = max
    this.#rows = journal.table(name) as Map<string, Row>
  }

  /** The row, unless its keeping is over. */
  get(key: string, now: number): Row | undefined {
    const row = this.#rows.get(key)
    return row !== undefined && row.keptUntil > now ? row : undefined
  }

  all(now: number): readonly (readonly [key: string, row: Row])[] {
    return [...this.#rows].filter(([, row]) => row.keptUntil > now)
  }

  put(key: string, row: Row): void {
    this.#journal.write(this.#name, key, row)
    this.#rows.set(key, row)
  }

  delete(key: string): void {
    this.#journal.write(this.#name, key, null)
    this.#rows.delete(key)
  }

  /** Whether there is room for that many more, once what is over is gone. */
  hasRoom(now: number): boolean {
    if (this.#rows.size >= this.#max) for (const [key, row] of this.#rows) if (row.keptUntil <= now) this.delete(key)
    return this.#rows.size < this.#max
  }

  /** How many rows are to go before some are free again. */
  get excess(): number {
    return this.#rows.size - Math.floor(this.#max * 0.875)
  }
}
