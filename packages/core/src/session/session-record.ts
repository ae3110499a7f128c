import type { AnsweredCause, Narrowing } from '../decision/causes.ts'
import { type Subject, storedKey } from '../subject.ts'
import type { Authentication } from './authentication.ts'

/** A presenter that this session knows: by its key, and how it was admitted. */
export interface AdmittedPresenter {
  readonly key: string
  readonly at: number
  readonly by: 'begin' | 'raise' | 'fleet'
}

/** A session admits no more presenters than this; the oldest makes room. */
export const MAX_PRESENTERS = 8

/** What proofs have earned. A rotated secret keeps a copy from before the raise, so that an old copy is not raised with it. */
export interface Standing {
  /** Newest last, at most 8. */
  readonly authentications: readonly Authentication[]
  /** Newest last, at most 32; the oldest one dropped is asked again. */
  readonly answered: readonly AnsweredCause[]
  /** At most 8. */
  readonly presenters: readonly AdmittedPresenter[]
}

/** A secret that was rotated away. Until its own overlap is over a request with it may honestly still be on its way. */
export interface SpentSecret {
  readonly hash: string
  readonly since: number
}

/** Hashes of the secrets that open a session. The secrets themselves are stored nowhere. */
export interface Secrets {
  readonly current: string
  readonly previous?: string | undefined
  /** When the previous one stops working. Set at the first use of the current one: until then the client may not have it. */
  readonly previousUntil?: number | undefined
  /** The last few that are over, newest last. */
  readonly spent: readonly SpentSecret[]
}

/** What this session usually looks like. Bounded, and written after an allow only, so that a refused caller never moves it. */
export interface Baseline {
  /** Keyed hashes of networks seen, at most 8, newest last. */
  readonly networks: readonly string[]
  readonly browser?: { readonly family: string; readonly platform: string } | undefined
  readonly place?: { readonly latitude: number; readonly longitude: number; readonly at: number } | undefined
  /** Kinds of resource that were touched, at most 16, newest last, and the last action. */
  readonly kinds: readonly string[]
  readonly lastAction?: { readonly access: 'read' | 'write'; readonly sensitive: boolean } | undefined
}

/** Why, when and by whom a session was ended. */
export interface Ending {
  readonly at: number
  readonly reason: string
  readonly by: 'sign-out' | 'policy' | 'revocation' | 'new-login' | 'secret-spent'
}

/** The server-side record of trust in one subject on one credential lineage. Never changed in place. */
export interface SessionRecord {
  /** The stored key: tenant and handle. */
  readonly key: string
  /** Public, random (for adopted sessions: a hash of the lineage), never changes. */
  readonly handle: string
  /** The name of the credential that carries it. */
  readonly credential: string
  readonly subject: Subject
  /** Every form of lineage that its tokens showed, hashed; at most 32, a token of one more is refused. Empty for a session of our own cookie. */
  readonly lineage: readonly string[]
  /** Moves whenever something changes that `rotate` and `raise` replace, and they compare it. Never with a touch. */
  readonly revision: number
  /** The position of the change log when the request that began it began. */
  readonly position: number
  /** Adopted sessions are compared with revocations by this instant: when the person last proved who they are. */
  readonly adoptedAuthTime?: number | undefined
  readonly beganAt: number
  readonly lastSeenAt: number
  /** It ends when it was not used for so long. */
  readonly idleMs: number
  /** It ends at this instant at the latest. */
  readonly expiresAt: number
  /** The row is kept until then, also when ended, so that nothing which may still be presented finds no row. */
  readonly keptUntil: number
  readonly secrets?: Secrets | undefined
  readonly standing: Standing
  /** The standing before the last raise, for the previous secret. */
  readonly before?: Standing | undefined
  /** Stored causes that lower this session until they are proved. */
  readonly narrowings: readonly Narrowing[]
  readonly baseline: Baseline
  readonly ended?: Ending | undefined
}

/** The stored key of a session. */
export function sessionKey(tenant: string, handle: string): string {
  return storedKey(tenant, handle)
}

/** The last `most` of a list with one more at its end. */
export function withLast<T>(list: readonly T[], item: T, most: number): readonly T[] {
  return list.length < most ? [...list, item] : [...list.slice(list.length - most + 1), item]
}
