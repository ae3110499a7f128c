/**
 * Removes dead rows a few at a time, whenever a new one comes: no timer, no pause, and a map that is written to never
 * keeps more dead rows than it has seen come in one round.
 */
export class Sweeper<Row> {
  readonly #rows: Map<string, Row>
  readonly #isDead: (row: Row, now: number) => boolean
  readonly #remove: (key: string, row: Row) => void
  #cursor: Iterator<[string, Row]>

  constructor(
    rows: Map<string, Row>,
    isDead: (row: Row, now: number) => boolean,
    remove: (key: string, row: Row) => void,
  ) {
    this.#rows = rows
    this.#isDead = isDead
    this.#remove = remove
    this.#cursor = rows.entries()
  }

  /** Looks at up to `most` rows, going round. */
  sweep(now: number, most: number): void {
    for (let i = 0; i < most && this.#rows.size > 0; i++) {
      let next = this.#cursor.next()
      if (next.done) {
        this.#cursor = this.#rows.entries()
        next = this.#cursor.next()
      }
      const [key, row] = next.value as [string, Row]
      if (this.#isDead(row, now)) this.#remove(key, row)
    }
  }
}
