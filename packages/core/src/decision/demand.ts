import type { Duration } from '../duration.ts'
import type { Level } from './outcome.ts'

/** What a program shows instead, since it cannot answer a prompt. */
export interface ProgramDemand {
  /** All of these must be among the token's scopes. At least one. */
  readonly scopes: readonly string[]
}

/** What a route or a controller asks for. Only `acr` and `level` rank anything. */
export interface Demand {
  /** At least as strong, by the engine's `acrOrder`. */
  readonly acr?: string | undefined
  /** The same authentication is not older than that. `'0'`: made after it was asked for, and used once. */
  readonly maxAge?: Duration | undefined
  /** At least this level. Default: what the action needs. */
  readonly level?: Level | undefined
  /** All of these must be among the token's scopes. */
  readonly scopes?: readonly string[] | undefined
  /** The action's name in the engine's `actions`. */
  readonly action?: string | undefined
  /** One object of the action: met only by an authentication made for this action and object, and used once. */
  readonly object?: string | undefined
  /** What service accounts, API keys and CI jobs show instead. Without it a demand for `acr` or `maxAge` refuses them. */
  readonly workload?: ProgramDemand | undefined
  /** What agents show instead. */
  readonly agent?: ProgramDemand | undefined
}

/** What a step-up must bring. */
export interface Need {
  readonly acr: string | undefined
  readonly maxAgeMs: number | undefined
  readonly action: string | undefined
  readonly object: string | undefined
}
