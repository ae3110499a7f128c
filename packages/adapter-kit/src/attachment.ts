import type { RequestFacts, Trust, TrustRequest } from '@retrust/core'
import type { Gate } from './adapter.ts'

/** What belongs to one request of a framework. */
export interface Attachment<G extends Gate = Gate> {
  readonly facts: RequestFacts
  readonly gate: G
  /** The request as each engine that was mounted sees it. */
  readonly byEngine: Map<Trust, TrustRequest>
  /** The innermost engine's. */
  current: TrustRequest
}

// By the request object itself: a property could be copied onto another request, and a header comes from outside.
const attachments: WeakMap<object, Attachment> = new WeakMap()

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
  return attachments.get(request) as Attachment<G> | undefined
}

export function attach(request: object, attachment: Attachment): void {
  attachments.set(request, attachment)
}
