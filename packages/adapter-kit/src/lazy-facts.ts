import type { BrowserFacts, Channel, HeaderAnswer, Peer, RequestFacts } from '@retrust/core'
import { readBrowser } from './browser-facts.ts'
import type { Client, TrustedProxies } from './client-address.ts'
import { originOf } from './client-origin.ts'
import { DetachedFacts } from './detached-facts.ts'
import type { RequestTarget } from './request-target.ts'

/** What every platform answers alike once it can give single headers, joined headers and the connection's peer. */
export abstract class LazyFacts implements RequestFacts {
  readonly method: string
  readonly body = 'unread'
  readonly #target: RequestTarget
  readonly #proxies: TrustedProxies
  #headers: Map<string, HeaderAnswer> | undefined
  #client: Client | undefined
  #peer: Peer | undefined
  #browser: BrowserFacts | undefined
  #channel: Channel | undefined
  #origin: string | false | undefined
  #cookies: string | false | undefined

  constructor(method: string, target: RequestTarget, proxies: TrustedProxies, channel?: Channel) {
    this.method = method
    this.#channel = channel
    this.#target = target
    this.#proxies = proxies
  }

  protected abstract look(name: string): HeaderAnswer
  /** All lines of a header, joined in order. */
  protected abstract lines(name: string, separator: string): string | undefined
  protected abstract readonly remoteAddress: string | undefined
  protected abstract readonly encrypted: boolean
  protected get certificate(): Uint8Array | undefined {
    return undefined
  }

  get path(): string {
    return this.#target.path
  }

  get query(): string {
    return this.#target.query
  }

  get peer(): Peer {
    this.#peer ??= this.#findPeer()
    return this.#peer
  }

  get browser(): BrowserFacts {
    this.#browser ??= readBrowser(this.#value('user-agent'))
    return this.#browser
  }

  get channel(): Channel {
    this.#channel ??= this.#findChannel()
    return this.#channel
  }

  get origin(): string | undefined {
    this.#origin ??= this.#findOrigin() ?? false
    return this.#origin || undefined
  }

  get cookies(): string | undefined {
    this.#cookies ??= this.lines('cookie', '; ') ?? false
    return this.#cookies === false ? undefined : this.#cookies
  }

  single(name: string): HeaderAnswer {
    const kept = this.#headers?.get(name)
    if (kept !== undefined) return kept
    const answer = this.look(name)
    // Most that is asked for is absent. Looking again costs less than to keep that.
    if (answer.kind === 'absent') return answer
    this.#headers ??= new Map()
    this.#headers.set(name, answer)
    return answer
  }

  detach(): RequestFacts {
    return new DetachedFacts({
      method: this.method,
      path: this.path,
      query: this.query,
      origin: this.#origin || undefined,
      channel: this.channel,
      peer: this.#peer,
      browser: this.#browser,
      headers: this.#headers,
      cookies: this.#cookies || undefined,
    })
  }

  #who(): Client {
    this.#client ??= this.#proxies.clientOf(this.remoteAddress, () => this.lines('x-forwarded-for', ','))
    return this.#client
  }

  /** Behind a proxy the connection's certificate is the proxy's: of the client's nothing is known. */
  #findPeer(): Peer {
    const { peer, throughProxy } = this.#who()
    const certificate = throughProxy ? undefined : this.certificate
    return certificate === undefined ? peer : { ...peer, certificate }
  }

  #findOrigin(): string | undefined {
    const { throughProxy } = this.#who()
    const { absolute } = this.#target
    return originOf({
      // Also of an absolute target: its scheme is what the client wrote, the connection is what there is.
      encrypted: this.encrypted,
      host: absolute === undefined ? this.host : absolute.host,
      forwardedProto: throughProxy ? this.lines('x-forwarded-proto', ',') : undefined,
      forwardedHost: throughProxy ? this.lines('x-forwarded-host', ',') : undefined,
    })
  }

  protected get host(): string | undefined {
    return this.#value('host')
  }

  #findChannel(): Channel {
    if (this.method === 'OPTIONS' && this.#isPreflight()) return 'preflight'
    if (this.method === 'CONNECT') return 'upgrade'
    const upgrade = this.lines('upgrade', ',')
    if (upgrade === undefined || !/\bwebsocket\b/i.test(upgrade)) return 'request'
    return /\bupgrade\b/i.test(this.lines('connection', ',') ?? 'upgrade') ? 'upgrade' : 'request'
  }

  /** No browser puts a cookie or an authorization on one: what carries either is judged, or a dead session would pass as one. */
  #isPreflight(): boolean {
    if (!this.#value('origin') || !this.#value('access-control-request-method')) return false
    return this.cookies === undefined && this.single('authorization').kind === 'absent'
  }

  #value(name: string): string | undefined {
    const answer = this.single(name)
    return answer.kind === 'value' ? answer.value : undefined
  }
}

export const ABSENT: HeaderAnswer = Object.freeze({ kind: 'absent' })
export const SEVERAL: HeaderAnswer = Object.freeze({ kind: 'several' })
