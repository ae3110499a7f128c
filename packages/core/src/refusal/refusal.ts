import { RetrustError } from '../errors.ts'

/** A refusal as data: what a refused caller is sent. */
export interface Refusal {
  /** 303 for a person's navigation, else 400, 401, 403 or 503. */
  readonly status: number
  /** Stable, for instance `demand.acr`. */
  readonly code: string
  /** Lower-case names. Always `cache-control: no-store`, and a `vary` of what the form of the answer depends on. */
  readonly headers: Readonly<Record<string, string>>
  /** The body: problem details (RFC 9457) as JSON text; empty for a redirect. */
  readonly body: string
}

/**
 * Thrown by a refused `demand` (and by `begin`, `raise` and `end` that could not be done). It speaks each framework's own
 * protocol, and the adapter makes sure that its refusal is what the client gets, whoever catches it.
 *
 * @example
 * ```ts
 * import { TrustRefusal } from '@retrust/core'
 *
 * function isRefused(error: unknown): boolean {
 *   return error instanceof TrustRefusal && error.refusal.status === 401
 * }
 * ```
 */
export class TrustRefusal extends RetrustError {
  readonly code = 'RETRUST_REFUSED'
  readonly refusal: Refusal
  /** For Express and Koa. */
  readonly status: number
  readonly statusCode: number
  readonly expose = true
  readonly headers: Readonly<Record<string, string>>

  constructor(refusal: Refusal, cause?: unknown) {
    super(`refused: ${refusal.code}`, cause === undefined ? undefined : { cause })
    this.refusal = refusal
    this.status = refusal.status
    this.statusCode = refusal.status
    this.headers = refusal.headers
    // An ordinary answer, thrown: frameworks print errors whole, and nobody needs a trace of each step-up.
    this.stack = `${this.name}: ${this.message}`
  }

  /** For Hono: the refusal as a response. */
  getResponse(): Response {
    return new Response(this.refusal.body === '' ? null : this.refusal.body, {
      status: this.refusal.status,
      headers: { ...this.refusal.headers },
    })
  }
}
