import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { StoreUnavailableError } from '@retrust/core'

type Line = readonly [table: string, key: string, row: unknown]

/** The file: one line a write, read whole when it is opened, and then left with what still counts. */
export class Journal {
  readonly #path: string
  readonly #tables = new Map<string, Map<string, unknown>>()

  constructor(path: string) {
    this.#path = path
    for (const text of existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []) {
      const [name, key, row] = parse(text) ?? []
      if (name === undefined || key === undefined) continue
      if (row === null) this.table(name).delete(key)
      else this.table(name).set(key, row)
    }
    const lines = [...this.#tables].flatMap(([name, rows]) => [...rows].map(([key, row]) => toLine([name, key, row])))
    // Who is logged in, and to what, is nobody else's on this machine.
    writeFileSync(`${path}.new`, lines.join(''), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }

  table(name: string): Map<string, unknown> {
    const table = this.#tables.get(name) ?? new Map<string, unknown>()
    this.#tables.set(name, table)
    return table
  }

  write(...line: Line): void {
    try {
      appendFileSync(this.#path, toLine(line))
    } catch (cause) {
      throw new StoreUnavailableError(`journal.${line[0]}`, cause)
    }
  }
}

// The break stands before: what follows a line that was torn is whole.
const toLine = (line: Line): string => `\n${JSON.stringify(line)}`

/** Undefined for a line that was torn, by a full disk or the end of its process: nobody was told that it is written. */
function parse(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line
  } catch {
    return undefined
  }
}
