import type { Channel, HeaderAnswer, RequestFacts } from '@retrust/core'
import type { TrustedProxies } from './client-address.ts'
import { ABSENT, LazyFacts, SEVERAL } from './lazy-facts.ts'
import type { NodeRequest } from './node-exchange.ts'
import { readMethod, readWireTarget } from './request-target.ts'

/** What a framework knows better than the Node request. */
export interface NodeFactsOptions {
  /** The request target, where mount points rewrote the request's own. */
  readonly url?: string | undefined
  /** How the request came in, where that is known: from the server's `upgrade` event. */
  readonly channel?: Channel | undefined
}

/**
 * The facts of a Node request. Headers are read from `rawHeaders`, since Node joins or drops duplicates elsewhere; the
 * path is the one that the client sent, whatever mount points cut off since.
 *
 * @throws {FactsError} for a request that cannot be classified.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { factsFromNode, TrustedProxies } from '@retrust/adapter-kit'
 *
 * const proxies = new TrustedProxies([])
 * createServer((req, res) => res.end(factsFromNode(req, proxies).path))
 * ```
 */
export function factsFromNode(
  request: NodeRequest,
  proxies: TrustedProxies,
  { url = request.originalUrl ?? request.url, channel }: NodeFactsOptions = {},
): RequestFacts {
  return new NodeFacts(request, proxies, url ?? '', channel)
}

class NodeFacts extends LazyFacts {
  readonly #request: NodeRequest

  constructor(request: NodeRequest, proxies: TrustedProxies, url: string, channel: Channel | undefined) {
    const method = readMethod(request.method)
    super(method, readWireTarget(url, method), proxies, channel)
    this.#request = request
  }

  protected get remoteAddress(): string | undefined {
    return this.#request.socket?.remoteAddress
  }

  protected get encrypted(): boolean {
    return this.#request.socket?.encrypted === true
  }

  protected override get certificate(): Uint8Array | undefined {
    const { socket } = this.#request
    return socket?.encrypted === true ? socket.getPeerCertificate?.()?.raw : undefined
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
