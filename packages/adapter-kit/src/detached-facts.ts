import type { BrowserFacts, Channel, HeaderAnswer, Peer, RequestFacts } from '@retrust/core'

/** What was read of a request before its framework let go of it. */
export interface ReadFacts {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly origin: string | undefined
  readonly channel: Channel
  readonly peer: Peer | undefined
  readonly browser: BrowserFacts | undefined
  readonly headers: ReadonlyMap<string, HeaderAnswer> | undefined
  readonly cookies: string | undefined
}

const NOBODY: Peer = Object.freeze({ address: undefined, network: undefined, loopback: false })
const UNKNOWN: BrowserFacts = Object.freeze({ family: undefined, platform: undefined })
const ABSENT: HeaderAnswer = Object.freeze({ kind: 'absent' })

/** The facts of a request that is answered: what was read stays, the rest is absent. Holds nothing of the framework. */
export class DetachedFacts implements RequestFacts {
  readonly body = 'unread'
  readonly method: string
  readonly path: string
  readonly query: string
  readonly origin: string | undefined
  readonly channel: Channel
  readonly peer: Peer
  readonly browser: BrowserFacts
  readonly cookies: string | undefined
  readonly #headers: ReadonlyMap<string, HeaderAnswer> | undefined

  constructor(read: ReadFacts) {
    this.method = read.method
    this.path = read.path
    this.query = read.query
    this.origin = read.origin
    this.channel = read.channel
    this.peer = read.peer ?? NOBODY
    this.browser = read.browser ?? UNKNOWN
    this.cookies = read.cookies
    this.#headers = read.headers
  }

  single(name: string): HeaderAnswer {
    return this.#headers?.get(name) ?? ABSENT
  }

  detach(): RequestFacts {
    return this
  }
}
