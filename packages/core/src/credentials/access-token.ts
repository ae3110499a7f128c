import { decodeJwt, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import type { TrustContext } from '../context/build-context.ts'
import { sha256 } from '../crypto.ts'
import { type Duration, parseDuration } from '../duration.ts'
import { type MaybePromise, whenReady } from '../ready.ts'
import { type SubjectKind, storedKey } from '../subject.ts'
import type { CredentialOption, CredentialSettings, PresentedClaims, Verified } from './credential.ts'
import { IssuerKeys } from './issuer-keys.ts'

/** Options of {@link accessToken}. */
export interface AccessTokenOptions {
  /** The issuer exactly as it stands in `iss`. Its keys are found by discovery unless `jwks` says where. */
  readonly issuer: string
  /** Who the token must be for: this API. */
  readonly audience: string
  /** The address of the issuer's keys, or the keys themselves. */
  readonly jwks?: string | JSONWebKeySet | undefined
  /** What the provider's acr values mean in this engine's `acrOrder`, for instance `{ 'urn:example:mfa': 'mfa' }`. An acr that is neither mapped nor in the order proves nothing. */
  readonly acr?: Readonly<Record<string, string>> | undefined
  /** What kind of caller a token speaks for. Default: `agent` with an `act` claim, `workload` where `sub` is `client_id`, else `human`. */
  readonly kind?: ((claims: JWTPayload) => SubjectKind) | undefined
  /** For how many instances of one workload a token is: places are taken as they come, at most 8. Default 1. */
  readonly fleet?: number | undefined
  /** Only these tenants may use this issuer. Default: those of an engine without the `tenant` option. */
  readonly tenants?: readonly string[] | undefined
  /** A lineage lives so long from its `auth_time`, whatever is refreshed. Default `'24h'`. */
  readonly maxLife?: Duration | undefined
  /**
   * What a person's token without `auth_time` counts as. `'refuse'`: of unknown age, so it is not adopted while its subject
   * has a revocation. `'iat'`: as new as the token, so a revocation ends at the next refresh. Default `'refuse'`.
   */
  readonly withoutAuthTime?: 'refuse' | 'iat' | undefined
}

/** Asymmetric algorithms only (RFC 9068 section 2.1, RFC 8725 section 3.1): a key set is public. */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512', 'EdDSA', 'Ed25519']
const MAX_TOKEN = 16_384
const MAX_RECOGNISED = 10_000

interface Recognised {
  readonly verified: Verified
  readonly expiresAt: number
  readonly generation: number
}

/**
 * Access tokens that are JWTs (RFC 9068), presented as `Authorization: Bearer`. A token is verified once and recognised
 * until it expires or the issuer's keys change; the trust in it is decided again on each request. Tokens of one login
 * continue one session, however often they are refreshed.
 *
 * @throws {OptionsError} when the engine is built, for an issuer that is no address and the like.
 * @example
 * ```ts
 * import { accessToken, createTrust, memoryStore, presets } from '@retrust/core'
 *
 * createTrust({
 *   store: memoryStore(),
 *   credentials: [accessToken({ issuer: 'https://login.example.com', audience: 'https://api.example.com' })],
 *   policy: presets.balanced(),
 * })
 * ```
 */
export function accessToken(options: AccessTokenOptions): CredentialOption {
  return { name: 'accessToken', issues: issuesOf(options), build: (settings) => buildAccessToken(options, settings) }
}

function buildAccessToken(
  options: AccessTokenOptions,
  settings: CredentialSettings,
): ReturnType<CredentialOption['build']> {
  const keys = new IssuerKeys(options.issuer, options.jwks, settings.clock)
  const recognised = new LRUCache<string, Recognised>({ max: MAX_RECOGNISED })
  const maxLifeMs = parseDuration(options.maxLife ?? '24h') as number
  const tenants = new Set(options.tenants ?? [''])

  return {
    name: 'accessToken',
    maxLifeMs,
    elevation: 'newer-token',
    scheme: 'Bearer',
    verify(context: TrustContext): MaybePromise<Verified> {
      const header = context.facts.single('authorization')
      if (header.kind === 'absent') return absent('credential.absent')
      if (header.kind === 'several') return absent('credential.several')
      if (!/^bearer /i.test(header.value)) return absent('credential.absent')
      const token = header.value.slice(7)
      const { now } = context
      const known = recognised.get(token)
      if (known === undefined) return whenReady(verifyToken(token, context), forTenant(context))
      return whenReady(keys.fresh(), () => {
        if (known.generation !== keys.generation) return whenReady(verifyToken(token, context), forTenant(context))
        if (known.expiresAt + settings.clockLeewayMs <= now) return DEAD
        return forTenant(context)(known.verified)
      })
    },
  }

  async function verifyToken(token: string, context: TrustContext): Promise<Verified> {
    if (token.length > MAX_TOKEN || !/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/.test(token))
      return absent('credential.malformed')
    try {
      if (decodeJwt(token).iss !== options.issuer) return absent('credential.other-issuer')
    } catch {
      return absent('credential.malformed')
    }
    const finder = await keys.finder()
    const generation = keys.generation
    try {
      const { payload } = await jwtVerify(token, finder, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: ALGORITHMS,
        typ: 'at+jwt',
        requiredClaims: ['exp', 'iat', 'jti', 'sub', 'client_id'],
        currentDate: new Date(context.now),
        clockTolerance: settings.clockLeewayMs / 1000,
      })
      const verified = presentedOf(payload, context)
      if (verified.kind === 'presented') {
        recognised.set(token, { verified, expiresAt: (payload.exp as number) * 1000, generation })
      }
      return verified
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey && (await keys.retry())) return verifyToken(token, context)
      // The signature was good, the time is over: the application may read such a token by itself, so it is refused.
      if (error instanceof errors.JWTExpired) return DEAD
      if (error instanceof errors.JOSEError) return absent('credential.invalid')
      throw error
    }
  }

  function presentedOf(claims: JWTPayload, { now, tenant }: TrustContext): Verified {
    const iat = instant(claims.iat)
    const authTime = instant(claims.auth_time)
    // A stamp from the future beyond the leeway would have a negative age for ever (RFC 8725 section 3.10 in spirit).
    for (const at of [iat, authTime])
      if (at !== undefined && at > now + settings.clockLeewayMs) return absent('credential.invalid')
    // A SET (RFC 8417 section 4) is no access token; a bound token (RFC 7800) is worth nothing without its proof.
    if (claims.events !== undefined || iat === undefined) return absent('credential.invalid')
    if (claims.cnf !== undefined) return absent('credential.unbound')
    const clientId = claims.client_id
    if (typeof claims.sub !== 'string' || typeof clientId !== 'string' || claims.sub === '')
      return absent('credential.invalid')
    const kind = (options.kind ?? defaultKind)(claims)
    const sid = typeof claims.sid === 'string' && claims.sid !== '' ? claims.sid : undefined
    const since = authTime ?? (kind === 'workload' || options.withoutAuthTime === 'iat' ? iat : undefined)
    if ((authTime ?? iat) + maxLifeMs <= now) return absent('credential.too-old')
    const loginForm = storedKey(
      'login',
      options.issuer,
      claims.sub,
      clientId,
      kind === 'workload' ? '' : String(authTime ?? ''),
    )
    const acr = typeof claims.acr === 'string' ? (options.acr?.[claims.acr] ?? claims.acr) : ''
    const presented: PresentedClaims = {
      kind: 'claims',
      scheme: 'Bearer',
      subject: { tenant, issuer: options.issuer, id: claims.sub, kind },
      lineage:
        sid === undefined ? [sha256(loginForm)] : [sha256(storedKey('sid', options.issuer, sid)), sha256(loginForm)],
      acr,
      amr: Array.isArray(claims.amr) ? claims.amr.filter((one) => typeof one === 'string') : [],
      authTime: since,
      expiresAt: (claims.exp as number) * 1000,
      maxLifeMs,
      scopes: typeof claims.scope === 'string' ? claims.scope.split(' ').filter(Boolean) : [],
      places: kind === 'human' ? 1 : (options.fleet ?? 1),
    }
    return { kind: 'presented', presented: [presented] }
  }

  /** An issuer is accepted only for the tenants that its option names; what was recognised is one tenant's at a time. */
  function forTenant({ tenant }: TrustContext): (verified: Verified) => Verified {
    return (verified) => {
      if (verified.kind !== 'presented') return verified
      if (!tenants.has(tenant)) return absent('credential.tenant')
      const [one] = verified.presented as readonly [PresentedClaims]
      return one.subject.tenant === tenant
        ? verified
        : { kind: 'presented', presented: [{ ...one, subject: { ...one.subject, tenant } }] }
    }
  }
}

function defaultKind(claims: JWTPayload): SubjectKind {
  if (claims.act !== undefined) return 'agent'
  return claims.sub === claims.client_id ? 'workload' : 'human'
}

/** A NumericDate as epoch milliseconds; undefined for what is none, not even a finite, positive number. */
function instant(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined
}

function issuesOf(options: AccessTokenOptions): CredentialOption['issues'] {
  const issues: { path: string; problem: string; mend: string }[] = []
  const addresses: [string, unknown][] = [['issuer', options.issuer]]
  if (typeof options.jwks === 'string') addresses.push(['jwks', options.jwks])
  for (const [path, address] of addresses) {
    if (typeof address !== 'string' || !isSecureAddress(address)) {
      issues.push({
        path,
        problem: `"${String(address)}" is no https address`,
        mend: 'Write the address as the provider publishes it (http only on loopback)',
      })
    }
  }
  if (typeof options.audience !== 'string' || options.audience === '') {
    issues.push({
      path: 'audience',
      problem: 'a token must be for somebody',
      mend: "Write this API's own identifier, as it stands in `aud`",
    })
  }
  if (options.maxLife !== undefined && !parseDuration(options.maxLife)) {
    issues.push({
      path: 'maxLife',
      problem: `"${String(options.maxLife)}" is no length of time`,
      mend: "Write for instance '24h'",
    })
  }
  if (options.fleet !== undefined && !(Number.isInteger(options.fleet) && options.fleet >= 1 && options.fleet <= 8)) {
    issues.push({
      path: 'fleet',
      problem: `${String(options.fleet)} is no number from 1 to 8`,
      mend: 'Give larger fleets a credential each',
    })
  }
  return issues
}

function isSecureAddress(address: string): boolean {
  try {
    const { protocol, hostname } = new URL(address)
    return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
  } catch {
    return false
  }
}

const absent = (reason: Extract<Verified, { kind: 'absent' }>['reason']): Verified => ({ kind: 'absent', reason })
const DEAD: Verified = { kind: 'dead', reason: 'session.expired', scheme: 'Bearer' }
