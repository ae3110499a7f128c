import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import type { Clock } from '../clock.ts'
import { type MaybePromise, whenReady } from '../ready.ts'
import { isSecureAddress } from './secure-address.ts'

/** Keys are asked for again in the background when they are this old… */
const REFRESH_AFTER_MS = 600_000
/** …and not used at all when nobody answered for this long. */
const MAX_AGE_MS = 3_600_000
/** An unknown key id may be a new key: asked at most this often, since anybody can invent ids. */
const COOLDOWN_MS = 30_000
const TIMEOUT_MS = 5_000
const MAX_BYTES = 262_144

/** The signing keys of one issuer: found by discovery (RFC 8414, OpenID Connect Discovery) or at a given address. */
export class IssuerKeys {
  readonly #issuer: string
  readonly #jwks: string | JSONWebKeySet | undefined
  readonly #clock: Clock
  #keys: JWTVerifyGetKey | undefined
  #text = ''
  #loadedAt = Number.NEGATIVE_INFINITY
  #askedAt = Number.NEGATIVE_INFINITY
  #loading: Promise<void> | undefined
  #generation = 0

  constructor(issuer: string, jwks: string | JSONWebKeySet | undefined, clock: Clock) {
    this.#issuer = issuer
    this.#jwks = jwks
    this.#clock = clock
    if (jwks !== undefined && typeof jwks !== 'string') this.#keys = createLocalJWKSet(jwks)
  }

  /** Moves when the keys change. What was verified under another generation is verified again. */
  get generation(): number {
    return this.#generation
  }

  /** Makes sure that the keys are not past their age. Answers at once while they are young. */
  fresh(): MaybePromise<void> {
    if (typeof this.#jwks === 'object') return
    const age = this.#clock.now() - this.#loadedAt
    if (age >= 0 && age < REFRESH_AFTER_MS) return
    if (age < 0 || age >= MAX_AGE_MS) return this.#load()
    if (!this.#askedWithin(COOLDOWN_MS)) this.#load().catch(() => undefined)
  }

  /** The key finder for `jwtVerify`. */
  finder(): MaybePromise<JWTVerifyGetKey> {
    return whenReady(this.fresh(), () => this.#keys as JWTVerifyGetKey)
  }

  /** For a key id that nobody knows: asks again, unless that was done a moment ago. Answers whether the keys changed. */
  async retry(): Promise<boolean> {
    if (typeof this.#jwks === 'object') return false
    if (this.#askedWithin(COOLDOWN_MS)) return false
    const before = this.#generation
    await this.#load()
    return this.#generation !== before
  }

  #askedWithin(ms: number): boolean {
    const since = this.#clock.now() - this.#askedAt
    return since >= 0 && since < ms
  }

  #load(): Promise<void> {
    // Where fetches end with the request that made them (workerd), what others wait for may never settle.
    if (this.#loading !== undefined && this.#askedWithin(2 * TIMEOUT_MS)) return this.#loading
    const loading = this.#ask().finally(() => {
      if (this.#loading === loading) this.#loading = undefined
    })
    this.#loading = loading
    return loading
  }

  async #ask(): Promise<void> {
    this.#askedAt = this.#clock.now()
    const address = typeof this.#jwks === 'string' ? this.#jwks : await this.#discover()
    const text = await getText(address)
    const keys = JSON.parse(text) as JSONWebKeySet
    const finder = createLocalJWKSet(keys)
    if (text !== this.#text) {
      this.#generation += 1
      this.#text = text
      this.#keys = finder
    }
    this.#loadedAt = this.#clock.now()
  }

  async #discover(): Promise<string> {
    const address = `${this.#issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const metadata = JSON.parse(await getText(address)) as { issuer?: unknown; jwks_uri?: unknown }
    // OpenID Connect Discovery section 4.3: the issuer in the answer must be exactly the one that was asked.
    if (metadata.issuer !== this.#issuer)
      throw new Error(`${address} speaks for issuer "${String(metadata.issuer)}", not for "${this.#issuer}"`)
    const { jwks_uri: keys } = metadata
    // An issuer under https that sends us to plain http would let anybody on the way hand us keys.
    if (typeof keys !== 'string' || !isSecureAddress(keys)) throw new Error(`${address} names no https jwks_uri`)
    return keys
  }
}

async function getText(address: string): Promise<string> {
  const response = await fetch(address, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (!response.ok) throw new Error(`${address} answered ${response.status}`)
  return textOf(response, address)
}

/** The body, read only as far as it may be. */
async function textOf({ body }: Response, address: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    text += decoder.decode(part, { stream: true })
    if (text.length > MAX_BYTES) throw new Error(`${address} answered more than ${MAX_BYTES} characters`)
  }
  return text + decoder.decode()
}
