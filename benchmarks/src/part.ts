import type { Measured } from './statistics.ts'

/** How much is done: everything, or enough to see that nothing is wrong. */
export type Scale = 'full' | 'quick'

/** One line of a table. */
export interface Line {
  readonly name: string
  readonly cells: readonly string[]
}

/** A table of one kind of figure. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly lines: readonly Line[]
}

/** A point of a curve. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** One picture: what something costs as something else grows. */
export interface Curve {
  readonly title: string
  readonly x: string
  readonly y: string
  readonly points: readonly Point[]
  /** What it is compared with. */
  readonly beside?: { readonly name: string; readonly points: readonly Point[] }
}

/** What a part found out. */
export interface Findings {
  readonly ratios: Readonly<Record<string, Measured>>
  readonly tables: readonly Table[]
  readonly curves?: readonly Curve[]
}

/** A part of the benchmark that can be run alone. */
export interface Part {
  readonly name: string
  /** The ratios that it measures: `--only` may name one of them. */
  readonly ratios: readonly string[]
  run(scale: Scale, say: (progress: string) => void): Promise<Findings>
}

/** Wrong work makes every figure worthless: nothing is reported then. */
export class BrokenPromiseError extends Error {
  override readonly name = 'BrokenPromiseError'
}

/** Holds the benchmark to what it says of itself. */
export function hold(what: string, found: unknown, expected: unknown): void {
  if (!Object.is(found, expected))
    throw new BrokenPromiseError(`${what}: expected ${String(expected)}, found ${String(found)}`)
}
