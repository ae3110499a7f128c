import type { Cause, HeldNarrowing } from './causes.ts'
import type { Need } from './demand.ts'
import type { Level, Outcome } from './outcome.ts'

/** One reason of a decision. */
export interface Reason {
  /** Stable, for instance `risk.high`. */
  readonly code: string
  readonly outcome: Outcome
  readonly cause?: Cause | undefined
  /** The acr of a proof that would lift it; undefined where none would, or any that the session began with. */
  readonly lifts?: string | undefined
}

/** What happens to this request, what happens to the session, and why. */
export interface Decision {
  readonly outcome: Outcome
  /** What the handler may do. */
  readonly level: Level
  /** The token's scopes as far as they are left; undefined where the credential has none. */
  readonly scopes: readonly string[] | undefined
  /** Strictest first. The first one names the refusal. */
  readonly reasons: readonly Reason[]
  /** What rules with `reportOnly` would have proposed. */
  readonly reported: readonly Reason[]
  /** What to prove: for step-up, also where an essential path has lifted it (the page that asks reads it here). */
  readonly need: Need | undefined
  /** The answer is a 503: something that had to be asked could not be. */
  readonly unavailable: boolean
  /** The causes that a proof can answer, open at this judgement. */
  readonly open: readonly OpenCause[]
  readonly effects: Effects
}

/** A cause that stands against the session and that a proof may answer. */
export interface OpenCause extends Cause {
  /** The acr of a proof that answers it. */
  readonly lifts: string
  readonly answeredForMs: number | undefined
  readonly holds: 'request' | 'session' | 'subject'
}

/** What a decision does to the session: the union of all proposals' effects. */
export interface Effects {
  /** The session ends, for this reason. */
  readonly end: string | undefined
  readonly narrow: readonly HeldNarrowing[]
}

/** What stands before anything was judged: of nobody nothing is known, so whoever goes by the level gives the least. */
export const UNJUDGED: Decision = Object.freeze({
  outcome: 'allow',
  level: 'read-only',
  scopes: undefined,
  reasons: [],
  reported: [],
  need: undefined,
  unavailable: false,
  open: [],
  effects: Object.freeze({ end: undefined, narrow: [] }),
})
