import type { Clock } from '../clock.ts'
import type { TrustContext } from '../context/build-context.ts'
import type { Names } from '../context/keyed-names.ts'
import type { MaybePromise } from '../ready.ts'
import type { Subject } from '../subject.ts'

/** Why a request has no session. Kept, so that a refusal can say it. */
export type AbsentReason =
  | 'credential.absent'
  | 'credential.malformed'
  | 'credential.several'
  | 'credential.invalid'
  | 'credential.other-issuer'
  | 'credential.clock'
  | 'credential.too-old'
  | 'credential.age-unknown'
  | 'credential.unbound'
  | 'credential.tenant'
  | 'session.unknown'
  | 'session.ended'
  | 'session.too-soon'
  | 'session.expired'
  | 'session.idle'
  | 'session.clock'
  | 'secret.unknown'
  | 'secret.spent'
  | 'preflight'

/** Our own cookie, well formed: the store says whether it opens anything. */
export interface PresentedSecret {
  readonly kind: 'secret'
  readonly handle: string
  /** Hash of the secret. */
  readonly secret: string
  /** The device cookie that was set at `begin`, under a keyed name for each of the engine's secrets; empty without one. */
  readonly device: readonly string[]
}

/** Somebody else's credential, verified: a session is adopted for its lineage. */
export interface PresentedClaims {
  readonly kind: 'claims'
  readonly scheme: 'Bearer' | 'DPoP' | undefined
  readonly subject: Subject
  /** Hashes of every form of lineage that it shows; the first is the session's handle. */
  readonly lineage: readonly [string, ...string[]]
  readonly acr: string
  readonly amr: readonly string[]
  /** When the person authenticated; for a workload when the token was issued; undefined where it does not say. */
  readonly authTime: number | undefined
  /** What is compared with revocations: `authTime`, or what the option counts instead. */
  readonly since: number | undefined
  readonly expiresAt: number
  readonly maxLifeMs: number
  /** Undefined where the credential has none. */
  readonly scopes: readonly string[] | undefined
  /** How many presenters are admitted as they come (a fleet). */
  readonly places: number
  /** What only a host's session has: without it the credential cannot be taken from the client. */
  readonly host?: PresentedHost | undefined
}

/** A session of the application's own library, as one request shows it. */
export interface PresentedHost extends EndableHost {
  /** Hash of the companion cookie's secret; undefined where the request shows none. */
  readonly companion: string | undefined
}

/** Where a host keeps a session that must not live on. */
export interface EndableHost {
  /** Ends it there. Rejects where that could not be done. */
  end(): MaybePromise<unknown>
}

/** What a credential answers about a request. `dead`: once good and now over, or not to be judged in the form that it has; the application may read it by itself. */
export type Verified =
  | { readonly kind: 'absent'; readonly reason: AbsentReason; readonly detail?: string | undefined }
  | {
      readonly kind: 'dead'
      readonly reason: AbsentReason
      readonly scheme: 'Bearer' | 'DPoP' | undefined
      readonly host?: EndableHost | undefined
    }
  | { readonly kind: 'presented'; readonly presented: readonly (PresentedSecret | PresentedClaims)[] }

/** What the engine gives to a credential when it is built. */
export interface CredentialSettings {
  readonly clock: Clock
  readonly clockLeewayMs: number
  readonly acrOrder: readonly string[]
  /** The keyed names under which a thing may be stored. */
  readonly names: Names
}

/** A credential kind as the engine uses it, resolved once from its options. */
export interface Credential {
  readonly name: string
  /** How long anything that it presents may live; rows and changes are kept as long. */
  readonly maxLifeMs: number
  /** How trust can rise under it: a cookie of ours rotates its secret, a token is followed by a newer one. */
  readonly elevation: 'rotation' | 'newer-token' | 'none'
  /** The challenge scheme of RFC 6750 and 9449, or none for cookies. */
  readonly scheme: 'Bearer' | 'DPoP' | undefined
  /** What our own cookie needs. */
  readonly cookie?: CookiePart | undefined
  /** What the cookie beside a host's session needs. */
  readonly companion?: SecretCookie | undefined
  /**
   * Looks at the request. No store is asked. Rejects where it could not ask somebody whom it must.
   *
   * @param exchange - what the framework calls the request, for credentials that come with an adapter.
   */
  verify(context: TrustContext, exchange: unknown): MaybePromise<Verified>
}

/** How a cookie that carries a secret of ours is written and guarded. */
export interface SecretCookie {
  readonly overlapMs: number
  readonly secure: boolean
  /** A browser sends the credential by itself: an unsafe request comes from our own origin, or from one of these. */
  readonly trustedOrigins: ReadonlySet<string>
  /** The `Set-Cookie` line of a new secret. */
  write(handle: string, secret: string): string
  clear(): string
}

/** How our own cookie is written and guarded. */
export interface CookiePart extends SecretCookie {
  readonly absoluteMs: number
  readonly idleMs: number
  readonly onSpent: 'refuse' | 'terminate'
  /** Whether the request carries a cookie of this name at all, good or not. */
  isSent(context: TrustContext): boolean
  /** The keyed names of the device cookie that the request shows; empty without one. */
  device(context: TrustContext): readonly string[]
  writeDevice(device: string): string
}

/** A credential as the user writes it down: a function of the engine's settings. */
export interface CredentialOption {
  readonly name: string
  /** What is wrong with the options, path relative to the credential. */
  readonly issues: readonly { readonly path: string; readonly problem: string; readonly mend: string }[]
  /** The acr values that it translates to: each must be in the engine's `acrOrder`. */
  readonly mapsTo?: readonly string[] | undefined
  build(settings: CredentialSettings): Credential
}
