import {
  decodeJwt,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { TrustContext } from '../context/build-context.ts'
import { sha256 } from '../crypto.ts'
import { type Duration, parseDuration } from '../duration.ts'
import { callable, notEmpty, positive, shapeIssues } from '../option-shape.ts'
import { type MaybePromise, whenReady } from '../ready.ts'
import { type SubjectKind, storedKey } from '../subject.ts'
import type { AbsentReason, CredentialOption, CredentialSettings, PresentedClaims, Verified } from './credential.ts'
import { isDisguised } from './disguised-token.ts'
import { IssuerKeys } from './issuer-keys.ts'
import { isSecureAddress } from './secure-address.ts'

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
/** One space or more (RFC 9110 section 11.4): libraries that the application reads by may take as many. */
const BEARER = /^bearer +/i
/** Of RFC 7515 section 7.1. */
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/
const MAX_TOKEN = 16_384
const MAX_RECOGNISED = 10_000

interface Recognised {
  readonly verified: Verified
  readonly expiresAt: number
  /** When the login behind it is too long ago, however long the token itself lasts. */
  readonly tooOldAt: number
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
  const issues = shapeIssues(SHAPE, options, MENDS)
  return {
    name: 'accessToken',
    issues,
    mapsTo: issues.length > 0 ? [] : Object.values(options.acr ?? {}),
    build: (settings) => buildAccessToken(options, settings),
  }
}

function buildAccessToken(
  options: AccessTokenOptions,
  settings: CredentialSettings,
): ReturnType<CredentialOption['build']> {
  const keys = new IssuerKeys(options.issuer, options.jwks, settings.clock)
  const recognised = new LRUCache<string, Recognised>({ max: MAX_RECOGNISED })
  const maxLifeMs = parseDuration(options.maxLife ?? '24h') as number
  const tenants = new Set(options.tenants ?? [''])
  const acrNames = new Map(Object.entries(options.acr ?? {}))
  const kindOf = options.kind ?? defaultKind

  return {
    name: 'accessToken',
    maxLifeMs,
    elevation: 'newer-token',
    scheme: 'Bearer',
    verify(context: TrustContext): MaybePromise<Verified> {
      const header = context.facts.single('authorization')
      if (header.kind === 'absent') return absent('credential.absent')
      // RFC 9110 section 5.3 knows no second one. Readers take the first, or the last.
      if (header.kind === 'several') return SEVERAL
      const scheme = BEARER.exec(header.value)
      const token = scheme === null ? '' : header.value.slice(scheme[0].length)
      if (token.length > MAX_TOKEN || !COMPACT.test(token)) {
        if (isDisguised(header.value, options.issuer)) return DISGUISED
        return absent(scheme === null ? 'credential.absent' : 'credential.malformed')
      }
      const { now } = context
      const known = recognised.get(token)
      if (known === undefined) return whenReady(verifyToken(token, context), forTenant(context))
      return whenReady(keys.fresh(), () => {
        if (known.generation !== keys.generation) return whenReady(verifyToken(token, context), forTenant(context))
        if (known.expiresAt + settings.clockLeewayMs <= now) return DEAD
        if (known.tooOldAt <= now) return absent('credential.too-old')
        return forTenant(context)(known.verified)
      })
    },
  }

  async function verifyToken(token: string, context: TrustContext): Promise<Verified> {
    try {
      if (decodeJwt(token).iss !== options.issuer) return absent('credential.other-issuer')
    } catch {
      return absent('credential.malformed')
    }
    const finder = await keys.finder()
    const generation = keys.generation
    try {
      const payload = await verifiedClaims(token, finder, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: ALGORITHMS,
        typ: 'at+jwt',
        requiredClaims: ['exp', 'iat', 'jti', 'sub', 'client_id'],
        currentDate: new Date(context.now),
        clockTolerance: settings.clockLeewayMs / 1000,
      })
      const presented = presentedOf(payload, context)
      if (typeof presented === 'string') return absent(presented)
      const { expiresAt, tooOldAt, claims } = presented
      const verified: Verified = { kind: 'presented', presented: [claims] }
      recognised.set(token, { verified, expiresAt, tooOldAt, generation })
      return verified
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey && (await keys.retry())) return verifyToken(token, context)
      // The signature was good, the time is over: the application may read such a token by itself, so it is refused.
      if (error instanceof errors.JWTExpired) return DEAD
      if (error instanceof errors.JOSEError) return absent('credential.invalid', detailOf(error))
      throw error
    }
  }

  /** What the claims present, or why they present nothing. */
  function presentedOf(
    claims: JWTPayload,
    { now, tenant }: TrustContext,
  ): AbsentReason | { claims: PresentedClaims; expiresAt: number; tooOldAt: number } {
    const iat = instant(claims.iat)
    const expiresAt = instant(claims.exp)
    const authTime = instant(claims.auth_time)
    // A SET (RFC 8417 section 4) is no access token; a bound token (RFC 7800) is worth nothing without its proof.
    if (claims.events !== undefined || iat === undefined || expiresAt === undefined) return 'credential.invalid'
    // Neither is a login at no instant the same as one that is not told.
    if (claims.auth_time !== undefined && authTime === undefined) return 'credential.invalid'
    // A stamp from the future beyond the leeway would have a negative age for ever (RFC 8725 section 3.10 in spirit).
    if (Math.max(iat, authTime ?? 0) > now + settings.clockLeewayMs) return 'credential.clock'
    if (claims.cnf !== undefined) return 'credential.unbound'
    const clientId = claims.client_id
    if (typeof claims.sub !== 'string' || typeof clientId !== 'string' || claims.sub === '') return 'credential.invalid'
    const kind = kindOf(claims)
    const sid = typeof claims.sid === 'string' && claims.sid !== '' ? claims.sid : undefined
    const tooOldAt = (authTime ?? iat) + maxLifeMs
    if (tooOldAt <= now) return 'credential.too-old'
    // For a program its token is its proof. A person's token without `auth_time` proves nothing by being new.
    const provedAt = authTime ?? (kind === 'workload' ? iat : undefined)
    const loginForm = storedKey(
      'login',
      options.issuer,
      claims.sub,
      clientId,
      kind === 'workload' ? '' : String(authTime ?? ''),
    )
    const acr = typeof claims.acr === 'string' ? (acrNames.get(claims.acr) ?? claims.acr) : ''
    const presented: PresentedClaims = {
      kind: 'claims',
      scheme: 'Bearer',
      subject: { tenant, issuer: options.issuer, id: claims.sub, kind },
      lineage:
        sid === undefined ? [sha256(loginForm)] : [sha256(storedKey('sid', options.issuer, sid)), sha256(loginForm)],
      acr,
      amr: Array.isArray(claims.amr) ? claims.amr.filter((one) => typeof one === 'string') : [],
      authTime: provedAt,
      since: provedAt ?? (options.withoutAuthTime === 'iat' ? iat : undefined),
      expiresAt,
      maxLifeMs,
      scopes: typeof claims.scope === 'string' ? claims.scope.split(' ').filter(Boolean) : [],
      places: kind === 'human' ? 1 : (options.fleet ?? 1),
    }
    return { claims: presented, expiresAt, tooOldAt }
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

/** Where a key set has several keys that fit (no key id names one), each is tried: it is the issuer's own set, and small. */
async function verifiedClaims(token: string, keys: JWTVerifyGetKey, checks: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, checks)).payload
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, checks)).payload
      } catch (wrong) {
        if (!(wrong instanceof errors.JWSSignatureVerificationFailed)) throw wrong
      }
    }
    throw new errors.JWSSignatureVerificationFailed()
  }
}

const address = z.custom<string>(isSecureAddress, { error: 'is no https address' })
const SHAPE = z.strictObject({
  issuer: address,
  audience: notEmpty,
  jwks: z
    .union([address, z.looseObject({ keys: z.array(z.looseObject({})) })], {
      error: 'is neither an https address nor a key set',
    })
    .optional(),
  acr: z.record(z.string(), notEmpty).optional(),
  kind: callable.optional(),
  fleet: z
    .int({ error: 'is no whole number' })
    .min(1, { error: 'is less than 1' })
    .max(8, { error: 'is more than 8' })
    .optional(),
  tenants: z.array(notEmpty).min(1, { error: 'is empty' }).optional(),
  maxLife: positive.optional(),
  withoutAuthTime: z.enum(['refuse', 'iat']).optional(),
})
const ADDRESS_MEND = 'Write the address as the provider publishes it (http only on loopback)'
const MENDS = {
  issuer: ADDRESS_MEND,
  audience: "Write this API's own identifier, as it stands in `aud`: a token must be for somebody",
  jwks: ADDRESS_MEND,
  acr: "Map the provider's values to those of `acrOrder`, for instance { 'urn:example:mfa': 'mfa' }",
  kind: "Give a function from the claims to 'human', 'workload' or 'agent'",
  fleet: 'Write a number from 1 to 8, and give larger fleets a credential each',
  tenants: 'Name the tenants that may use this issuer, or leave it out',
  withoutAuthTime: "Write 'refuse' or 'iat'",
}

/** What a log needs to tell a wrong audience from a forged signature. */
function detailOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim
  return error instanceof errors.JWSSignatureVerificationFailed ? 'signature' : error.code
}

const absent = (reason: AbsentReason, detail?: string): Verified => ({ kind: 'absent', reason, detail })
const DEAD: Verified = { kind: 'dead', reason: 'session.expired', scheme: 'Bearer' }
const SEVERAL: Verified = { kind: 'dead', reason: 'credential.several', scheme: 'Bearer' }
const DISGUISED: Verified = { kind: 'dead', reason: 'credential.malformed', scheme: 'Bearer' }
