/** One proof of identity at one time. A demand is met by one authentication that has both the acr and the age. */
export interface Authentication {
  /** How strong it was, one of the engine's `acrOrder`. */
  readonly acr: string
  /** Which methods were used (RFC 8176), for instance `['pwd', 'otp']`. */
  readonly amr: readonly string[]
  /** When the person or program proved it, epoch milliseconds. */
  readonly at: number
  /** `begin` for the one that a session began with; `raise` for a later one, asked for in mid-session. */
  readonly by: 'begin' | 'raise'
  /** What it was made for, where it answers a demand with an object. */
  readonly action?: string | undefined
  readonly object?: string | undefined
  /** Set when a demand that is met only once used it up. */
  readonly spentAt?: number | undefined
}
