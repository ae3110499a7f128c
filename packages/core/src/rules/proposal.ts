import type { Cause } from '../decision/causes.ts'
import type { Level, Outcome } from '../decision/outcome.ts'

/** What a rule proposes, and why. */
export interface Proposal {
  readonly outcome: Outcome
  /** Stable, for instance `risk.high`. */
  readonly code: string
  readonly cause: Cause
  /** For a downgrade: to where. */
  readonly level?: Level | undefined
  /** For a downgrade: the only scopes that are left. */
  readonly scopes?: readonly string[] | undefined
  readonly holds: 'request' | 'session' | 'subject'
  /** How long it is stored, where it holds longer than the request. */
  readonly forMs: number
  /** The acr of a proof that answers it; undefined: at least the one that the session began with. */
  readonly lifts?: string | undefined
  /** How long a proof answers it; undefined: as long as the session. */
  readonly answeredForMs: number | undefined
  /** Set where the rule says what those get who cannot answer a prompt. */
  readonly workload?: Exclude<Outcome, 'step-up'> | undefined
  /** Answered by a 503: the rule could not be asked at all. */
  readonly unavailable?: boolean | undefined
}
