import type { TrustRequest } from '@retrust/core'

/** A request that a gate holds its response to, and those of other engines after it. A list of its own, see Attachment. */
export class GuardedRequest {
  readonly request: TrustRequest
  readonly next: GuardedRequest | undefined
  /** Whether its view was handed out. */
  isArmed = false

  constructor(request: TrustRequest, next: GuardedRequest | undefined) {
    this.request = request
    this.next = next
  }

  /** Marks a request as armed; false where it was before. */
  arm(request: TrustRequest): boolean {
    if (this.request !== request) return this.next?.arm(request) ?? false
    const isFirst = !this.isArmed
    this.isArmed = true
    return isFirst
  }

  /** A promise while a demand of any of them is under way. */
  pending(): Promise<void> | undefined {
    return (this.isArmed ? this.request.pending() : undefined) ?? this.next?.pending()
  }

  /** The head goes out with this status; what cookies it gets. */
  settle(status: number): readonly string[] {
    this.request.settle(status)
    const cookies = this.request.takeCookies()
    const others = this.next?.settle(status) ?? NONE
    return others.length === 0 ? cookies : [...others, ...cookies]
  }

  /** The application sent a success after a refusal. */
  ignored(): void {
    if (this.request.refused !== undefined) this.request.ignored()
    this.next?.ignored()
  }

  /** The response of those whose view was handed out is over. */
  closed(): void {
    if (this.isArmed) this.request.closed()
    this.next?.closed()
  }
}

const NONE: readonly string[] = []
