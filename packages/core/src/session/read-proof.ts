import type { Engine } from '../engine.ts'
import { MisuseError } from '../errors.ts'

/** A proof as an application hands it in: a login, or one in mid-session. */
interface GivenProof {
  readonly acr: string
  readonly amr: readonly string[]
  readonly at?: Date | undefined
}

/** When a proof was made, once all that is said of it makes sense. A proof from the future would stay fresh for ever. */
export function readProof(engine: Pick<Engine, 'order' | 'leewayMs'>, given: GivenProof, now: number): number {
  engine.order.check(given.acr)
  const amr: unknown = given.amr
  if (!Array.isArray(amr) || !amr.every((one) => typeof one === 'string')) {
    throw new MisuseError(
      '`amr` is a list of the methods that were used',
      "Write for instance amr: ['pwd', 'otp'] (RFC 8176)",
    )
  }
  if (given.at === undefined) return now
  const at = given.at instanceof Date ? given.at.getTime() : Number.NaN
  if (Number.isFinite(at) && at <= now + engine.leewayMs) return Math.min(at, now)
  throw new MisuseError(
    'The proof lies in the future, or at no time at all',
    'Give `at` as the Date of the authentication, or leave it out for now',
  )
}
