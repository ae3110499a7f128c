/** One proof of identity at one time. A demand is met by one authentication that has both the acr and the age. */
export interface Authentication<Acr extends string = string> {
  /** How strong it was, one of the engine's `acrOrder`. */
  readonly acr: Acr
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

const MAX_AUTHENTICATIONS = 8

/** Whether two are one and the same proof, used up or not. */
export function isSameProof(a: Authentication, b: Authentication): boolean {
  return a.at === b.at && a.acr === b.acr && a.by === b.by && a.action === b.action && a.object === b.object
}

/** With a new proof at the end. The one that the session began with stays: it says what lifts a cause by default. */
export function withProof(known: readonly Authentication[], proof: Authentication): readonly Authentication[] {
  const [first, ...later] = known
  if (first === undefined || known.length < MAX_AUTHENTICATIONS) return [...known, proof]
  return [first, ...later.slice(1), proof]
}
