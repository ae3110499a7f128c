/**
 * One header as a request carried it. `several` means that it came more than once (or, where a platform joins lines, that
 * it holds a comma which its grammar has no place for): what is in it then counts as nobody's word.
 */
export type HeaderAnswer =
  | { readonly kind: 'absent' }
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'several' }

/** Who is at the other end. `undefined` always means "unknown", never "none". */
export interface Peer {
  /** The client's address after the trusted proxies were taken off, in one spelling (an IPv4-mapped IPv6 address is IPv4). */
  readonly address: string | undefined
  /** The network that the address belongs to: its /24 (IPv4) or /48 (IPv6). */
  readonly network: string | undefined
  /** Whether the connection itself comes from this machine. */
  readonly loopback: boolean
  /** The client's TLS certificate (DER), where the client itself holds the connection and has shown one. */
  readonly certificate?: Uint8Array | undefined
}

/** What a browser says it is. Versions are left out on purpose: an update is no other device. */
export interface BrowserFacts {
  /** For instance `Firefox`; `undefined` where the request does not say. */
  readonly family: string | undefined
  /** For instance `Windows`. */
  readonly platform: string | undefined
}

/** How the request came in. A preflight is a true CORS preflight and nothing else: it carries no credential. */
export type Channel = 'request' | 'preflight' | 'upgrade' | 'message' | 're-judge'

/**
 * All that the core may know of a request: plain, framework-free, read lazily. An adapter makes it (see
 * `@retrust/adapter-kit`), the core only reads it.
 */
export interface RequestFacts {
  /** As it was sent, in upper case. */
  readonly method: string
  /** `scheme://host[:port]` as the client used it, trusted proxies resolved; `undefined` where it cannot be told. */
  readonly origin: string | undefined
  /** The path as the client sent it: mounts undone, not decoded, without the query. */
  readonly path: string
  /** The query with its `?`, or an empty string. */
  readonly query: string
  readonly channel: Channel
  readonly peer: Peer
  /** Whether a digest of the body was checked before us. */
  readonly body: 'unread' | 'digest-verified'
  readonly browser: BrowserFacts
  /** A header by its lower-case name. A value once read is kept. */
  single(name: string): HeaderAnswer
  /** The whole cookie header, joined by `; ` where there were several; `undefined` where there is none. */
  readonly cookies: string | undefined
  /** The same facts without the framework's request behind them: what was read stays, the rest is absent. For streams that live for hours. */
  detach(): RequestFacts
}

/**
 * The value of a header that came exactly once, else undefined. For headers where "several" and "absent" mean the same.
 *
 * @example
 * ```ts
 * import { headerValue, type RequestFacts } from '@retrust/core'
 *
 * const tenantOf = (facts: RequestFacts): string => headerValue(facts, 'x-tenant') ?? 'default'
 * ```
 */
export function headerValue(facts: RequestFacts, name: string): string | undefined {
  const answer = facts.single(name)
  return answer.kind === 'value' ? answer.value : undefined
}
