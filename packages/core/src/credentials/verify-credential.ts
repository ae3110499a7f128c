import type { TrustContext } from '../context/build-context.ts'
import { isPromise, type MaybePromise } from '../ready.ts'
import type { AbsentReason, Credential, PresentedClaims, PresentedSecret, Verified } from './credential.ts'

/** One credential that the request carries, in good form. */
export interface Presented {
  readonly credential: Credential
  readonly presented: PresentedSecret | PresentedClaims
}

/** Stage 3's answer. `presented` is in the order of the engine's `credentials`. */
export interface VerifiedCredentials {
  readonly presented: readonly Presented[]
  /** Why there is none: the first reason that is not plain absence. */
  readonly reason: AbsentReason
  /** Which part of it was wrong: a claim's name, say. For the record, never for the caller. */
  readonly detail: string | undefined
  /** A credential that was good once: refused, since the application may read it by itself. */
  readonly dead: Extract<Verified, { kind: 'dead' }> | undefined
}

/** Stage 3: looks at every credential of the request. No store is asked. Rejects where somebody could not be asked. */
export function verifyCredential(
  credentials: readonly Credential[],
  context: TrustContext,
  exchange: unknown,
): MaybePromise<VerifiedCredentials> {
  const answers: MaybePromise<Verified>[] = []
  let waits = false
  for (const credential of credentials) {
    const answer = credential.verify(context, exchange)
    if (isPromise(answer)) waits = true
    answers.push(answer)
  }
  return waits
    ? Promise.all(answers).then((settled) => together(credentials, settled))
    : together(credentials, answers as Verified[])
}

function together(credentials: readonly Credential[], answers: readonly Verified[]): VerifiedCredentials {
  const presented: Presented[] = []
  let reason: AbsentReason = 'credential.absent'
  let detail: string | undefined
  let dead: VerifiedCredentials['dead']
  for (let i = 0; i < answers.length; i++) {
    const answer = answers[i] as Verified
    if (answer.kind === 'presented') {
      for (const one of answer.presented) presented.push({ credential: credentials[i] as Credential, presented: one })
    } else {
      if (reason === 'credential.absent') {
        reason = answer.reason
        detail = answer.kind === 'absent' ? answer.detail : undefined
      }
      // There is one host at most, and what it keeps has to be ended there.
      if (answer.kind === 'dead' && (dead === undefined || answer.host !== undefined)) dead = answer
    }
  }
  return { presented, reason, detail, dead }
}
