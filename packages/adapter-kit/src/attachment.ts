import type { RequestFacts, Trust, TrustRequest } from '@retrust/core'
import type { Gate } from './adapter.ts'
import { Given } from './private-field.ts'

/**
 * What belongs to one request of a framework, as one engine sees it.
 *
 * A class, like all that leads to a request here: V8 may come to allocate the objects of a literal among the old ones, and
 * whatever those hold lives until the next full collection. For whole requests that was measured to be a third of the cost
 * of a bare Koa request.
 *
 * @example
 * ```ts
 * import { attachmentOf } from '@retrust/adapter-kit'
 *
 * const pathOf = (request: object): string | undefined => attachmentOf(request)?.facts.path
 * ```
 */
export class Attachment<G extends Gate = Gate> {
  readonly trust: Trust
  readonly facts: RequestFacts
  readonly gate: G
  readonly request: TrustRequest
  /** The same of the engine that was mounted before. */
  readonly outer: Attachment<G> | undefined

  constructor(trust: Trust, facts: RequestFacts, gate: G, request: TrustRequest, outer: Attachment<G> | undefined) {
    this.trust = trust
    this.facts = facts
    this.gate = gate
    this.request = request
    this.outer = outer
  }

  /** What this engine has of the request; undefined where it was not mounted so far. */
  of(trust: Trust): Attachment<G> | undefined {
    return this.trust === trust ? this : this.outer?.of(trust)
  }
}

/** A request object with what belongs to it. */
class Bearer extends Given {
  #attachment: Attachment

  constructor(request: object, attachment: Attachment) {
    super(request)
    this.#attachment = attachment
  }

  static read(request: object): Attachment | undefined {
    return #attachment in request ? request.#attachment : undefined
  }

  static write(request: object, attachment: Attachment): void {
    if (#attachment in request) request.#attachment = attachment
    else new Bearer(request, attachment)
  }
}

/**
 * What belongs to a request, by the object that identifies it; undefined where `retrust` did not run. For authors of
 * adapters.
 *
 * @example
 * ```ts
 * import { attachmentOf } from '@retrust/adapter-kit'
 *
 * const isJudged = (request: object): boolean => attachmentOf(request) !== undefined
 * ```
 */
export function attachmentOf<G extends Gate>(request: object): Attachment<G> | undefined {
  return Object(request) === request ? (Bearer.read(request) as Attachment<G> | undefined) : undefined
}

/** Attaches it; what was attached before is its `outer`. */
export function attach(request: object, attachment: Attachment): void {
  Bearer.write(request, attachment)
}
