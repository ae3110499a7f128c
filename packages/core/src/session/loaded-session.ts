import type {
  AbsentReason,
  Credential,
  EndableHost,
  PresentedClaims,
  PresentedSecret,
} from '../credentials/credential.ts'
import type { Authentication } from './authentication.ts'
import type { SessionRecord, Standing } from './session-record.ts'

/** Who holds the credential in this request. */
export interface Presenter {
  /** Its stored key (a keyed hash); undefined for a person without the device cookie, who is always new. */
  readonly key: string | undefined
  readonly state: 'admitted' | 'new'
}

/** A session that is alive, as this request's credential opens it. */
export interface LiveSession {
  readonly kind: 'live'
  readonly credential: Credential
  readonly presented: PresentedSecret | PresentedClaims
  readonly record: SessionRecord
  /** What has been proved, as far as this credential may show it: an older copy has only the older standing. */
  readonly standing: Standing
  readonly presenter: Presenter
  /** The store's time at the read. */
  readonly storeNow: number
  /** The store could not be asked: this is the record as it was last read here. */
  readonly lastKnown: boolean
  /** A proof that came with a newer token and is not in the record yet. */
  readonly arrived: Authentication | undefined
  /** It was adopted by this request, from a login of a moment ago: that proof answers what its first judgement finds open. */
  readonly justAdopted: boolean
  /** The current secret is used for the first time since the rotation. */
  readonly beginsOverlap: boolean
  /** A spent companion was shown beside a host's session, which is good without it: it raises nothing, and is recorded. */
  readonly showsSpent: boolean
}

/** Stage 4's answer. */
export type LoadedSession =
  | LiveSession
  /**
   * No session, and why. `was`: a secret of this live record was shown that it has no more, which may end it and nothing
   * else. `spent`: where that is a sign of theft.
   */
  | {
      readonly kind: 'none'
      readonly reason: AbsentReason
      /** Which part of a token was wrong. */
      readonly detail?: string | undefined
      readonly was?: SessionRecord | undefined
      readonly spent?: SessionRecord | undefined
    }
  /** A credential that was good once and that the application may read by itself. */
  | {
      readonly kind: 'dead'
      readonly reason: AbsentReason
      readonly scheme: 'Bearer' | 'DPoP' | undefined
      /** Why its session was ended, for the record. */
      readonly detail?: string | undefined
      /** The host that keeps it still: it is ended there first. */
      readonly host?: EndableHost | undefined
    }
  /** Two good credentials that name different subjects, or two sessions in two cookies of ours. */
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'fault'; readonly source: 'store' | 'credential' | 'tenant'; readonly error: unknown }

/** The host that keeps the session, where it is not ours. */
export function hostOf({ presented }: LiveSession): EndableHost | undefined {
  return presented.kind === 'claims' ? presented.host : undefined
}
