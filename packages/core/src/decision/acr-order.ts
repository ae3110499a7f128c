import { MisuseError } from '../errors.ts'
import { didYouMean } from '../nearest-name.ts'

/** The engine's order of acr values, weakest first. Values outside of it rank below all: nobody ranked them. */
export class AcrOrder {
  readonly values: readonly string[]
  readonly #ranks: ReadonlyMap<string, number>

  constructor(values: readonly string[]) {
    this.values = values
    this.#ranks = new Map(values.map((value, i) => [value, i]))
  }

  reaches(acr: string, wanted: string): boolean {
    return (this.#ranks.get(acr) ?? -1) >= (this.#ranks.get(wanted) ?? Number.POSITIVE_INFINITY)
  }

  get strongest(): string {
    return this.values.at(-1) as string
  }

  /** The stronger of two. */
  stronger(a: string | undefined, b: string | undefined): string | undefined {
    if (a === undefined || b === undefined) return a ?? b
    return (this.#ranks.get(a) ?? -1) >= (this.#ranks.get(b) ?? -1) ? a : b
  }

  /** An acr that is asked for: the one named, or the weakest where the session began with one that nobody ranked. */
  known(acr: string): string {
    return this.#ranks.has(acr) ? acr : (this.values[0] as string)
  }

  /** Throws for a value outside of the order, naming the nearest. */
  check(acr: string): void {
    if (typeof acr !== 'string') throw new MisuseError('A proof needs an acr', `Known are: ${this.values.join(', ')}`)
    if (!this.#ranks.has(acr)) throw new MisuseError(`"${acr}" is not in "acrOrder"`, didYouMean(acr, this.values))
  }
}
