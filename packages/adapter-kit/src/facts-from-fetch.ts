import type { HeaderAnswer, RequestFacts } from '@retrust/core'
import type { TrustedProxies } from './client-address.ts'
import { ABSENT, LazyFacts, SEVERAL } from './lazy-facts.ts'
import { readMethod, readTarget } from './request-target.ts'

/** What a platform tells besides the request itself. */
export interface FetchPeer {
  /** The address of the connection; undefined where the platform does not tell: the client is then unknown. */
  readonly remoteAddress?: string | undefined
  /** What a mount point cut off from the request's path. */
  readonly prefix?: string | undefined
}

// The grammar of these has no comma, so one means that a platform joined two lines.
const WITHOUT_COMMA: ReadonlySet<string> = new Set([
  ...['dpop', 'origin', 'host', 'content-type', 'content-length', 'x-api-key'],
  ...['access-control-request-method', 'x-requested-with', 'x-http-method-override', 'x-http-method'],
  ...['x-method-override', 'sec-websocket-key', 'sec-websocket-version', 'last-event-id', 'idempotency-key'],
])

// Commas stand between the parameters of a scheme too, and `name=` tells those from a scheme that begins after one.
const WITH_SCHEME: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization'])
const SECOND_SCHEME = /,\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:\s+[^\s=,]|\s*(?:,|$))/

/**
 * The facts of a fetch request, for platforms that have nothing nearer to the wire.
 *
 * @throws {FactsError} for a request that cannot be classified.
 *
 * @example
 * ```ts
 * import { factsFromFetch, TrustedProxies } from '@retrust/adapter-kit'
 *
 * const facts = factsFromFetch(new Request('https://app.example.com/account'), new TrustedProxies([]))
 * console.log(facts.path) // /account
 * ```
 */
export function factsFromFetch(request: Request, proxies: TrustedProxies, peer: FetchPeer = {}): RequestFacts {
  return new FetchFacts(request, proxies, peer)
}

class FetchFacts extends LazyFacts {
  readonly #request: Request
  protected readonly remoteAddress: string | undefined

  constructor(request: Request, proxies: TrustedProxies, peer: FetchPeer) {
    const method = readMethod(request.method)
    const target = readTarget(withoutFragment(request.url), method)
    super(method, peer.prefix === undefined ? target : { ...target, path: peer.prefix + target.path }, proxies)
    this.#request = request
    this.remoteAddress = peer.remoteAddress
  }

  protected get encrypted(): boolean {
    return this.#request.url.startsWith('https:')
  }

  protected look(name: string): HeaderAnswer {
    const value = this.#get(name)
    if (value === null) return ABSENT
    if (value.indexOf(',') < 0) return { kind: 'value', value }
    const several = WITH_SCHEME.has(name)
      ? SECOND_SCHEME.test(value)
      : WITHOUT_COMMA.has(name) || name.startsWith('sec-fetch-')
    return several ? SEVERAL : { kind: 'value', value }
  }

  protected lines(name: string): string | undefined {
    return this.#get(name) ?? undefined
  }

  #get(name: string): string | null {
    return this.#request.headers.get(name)
  }
}

// A fetch request may hold one that its maker wrote; it never came over the wire.
function withoutFragment(url: string): string {
  const mark = url.indexOf('#')
  return mark < 0 ? url : url.slice(0, mark)
}
