import type { HeaderAnswer, RequestFacts } from '@retrust/core'
import type { TrustedProxies } from './client-address.ts'
import { ABSENT, LazyFacts, SEVERAL } from './lazy-facts.ts'
import type { NodeRequest } from './node-exchange.ts'
import { readMethod, readTarget } from './request-target.ts'

/**
 * The facts of a Node request. Headers are read from `rawHeaders`, since Node joins or drops duplicates elsewhere; the
 * path is the one that the client sent, whatever mount points cut off since.
 *
 * @param url - the request target, where the framework keeps it elsewhere.
 * @throws {FactsError} for a request that cannot be classified.
 */
export function factsFromNode(
  request: NodeRequest,
  proxies: TrustedProxies,
  url: string | undefined = request.originalUrl ?? request.url,
): RequestFacts {
  return new NodeFacts(request, proxies, url ?? '')
}

class NodeFacts extends LazyFacts {
  readonly #request: NodeRequest

  constructor(request: NodeRequest, proxies: TrustedProxies, url: string) {
    const method = readMethod(request.method)
    super(method, readTarget(url, method), proxies)
    this.#request = request
  }

  protected get remoteAddress(): string | undefined {
    return this.#request.socket?.remoteAddress
  }

  protected get encrypted(): boolean {
    return this.#request.socket?.encrypted === true
  }

  protected override get host(): string | undefined {
    // HTTP/2 may leave `host` out; its pseudo header then says the same.
    return super.host ?? (this.single('host').kind === 'absent' ? this.lines(':authority', ',') : undefined)
  }

  protected look(name: string): HeaderAnswer {
    const { rawHeaders } = this.#request
    let value: string | undefined
    for (let i = 0; i < rawHeaders.length; i += 2) {
      if (!isNamed(rawHeaders[i] as string, name)) continue
      if (value !== undefined) return SEVERAL
      value = rawHeaders[i + 1] as string
    }
    return value === undefined ? ABSENT : { kind: 'value', value }
  }

  protected lines(name: string, separator: string): string | undefined {
    const { rawHeaders } = this.#request
    let joined: string | undefined
    for (let i = 0; i < rawHeaders.length; i += 2) {
      if (!isNamed(rawHeaders[i] as string, name)) continue
      joined = joined === undefined ? rawHeaders[i + 1] : joined + separator + rawHeaders[i + 1]
    }
    return joined
  }
}

const isNamed = (raw: string, name: string): boolean => raw.length === name.length && raw.toLowerCase() === name
