import { z } from 'zod'
import { loginForm } from '../changes/change.ts'
import type { TrustContext } from '../context/build-context.ts'
import { sha256 } from '../crypto.ts'
import { AcrOrder } from '../decision/acr-order.ts'
import { type Duration, milliseconds } from '../duration.ts'
import { MisuseError } from '../errors.ts'
import { atMost, callable, duration, isObject, positive, shapeIssues } from '../option-shape.ts'
import { type MaybePromise, whenReady } from '../ready.ts'
import { readProof } from '../session/read-proof.ts'
import { checkSubject, type SubjectKind, type SubjectName, storedKey } from '../subject.ts'
import { cookieValues } from './cookie-header.ts'
import type { CredentialOption, CredentialSettings, PresentedClaims, Verified } from './credential.ts'
import { COOKIE_NAME, cookieForm, isOrigin } from './session-cookie-options.ts'

/** A login as the application's own session library keeps it. */
export interface HostSession {
  /**
   * Names this login: the library's session id, or an id that your login page wrote into the session. Trust goes with it:
   * where a library changes its id in mid-session (regenerate), an id of your own keeps what was proved and what is held
   * against the session; under the library's a new one begins.
   */
  readonly id: string
  /** Whose login it is. `kind` is `human` unless you know better. */
  readonly subject: SubjectName & { readonly kind?: SubjectKind | undefined }
  /**
   * When the person logged in: a `Date`, or epoch milliseconds. It must stay the same for as long as the login lives: one
   * that moves is a new login each time, which outlives every log-out and revocation and leaves a row each.
   */
  readonly start: Date | number
  /** How strong the login was, one of `acrOrder`. */
  readonly acr: string
  /** Which methods were used (RFC 8176). Default none. */
  readonly amr?: readonly string[] | undefined
}

/** Options of `existingSession`, which comes from the package of your framework. `Exchange` is what its handlers get. */
export interface ExistingSessionOptions<Exchange> {
  /** The login that the request carries; nothing where nobody is logged in. What it throws is a fault: the request is a 503. */
  readonly read: (exchange: Exchange) => MaybePromise<HostSession | null | undefined | false | '' | 0>
  /**
   * Ends the library's session, so that it is gone where the library keeps it and from the answer of this request. It adds to
   * the answer what it must (a cookie that is cleared) and never gives one itself: a redirect is yours to send after. Called
   * when trust ends, and again for each request that still shows an ended session.
   */
  readonly end: (exchange: Exchange) => MaybePromise<unknown>
  /** A login lives so long from its `start`, whatever the library says; an ended one is remembered as long. */
  readonly maxLife: Duration
  /** Name of the cookie that carries what was proved in mid-session, without prefix. Default `'raised'`. */
  readonly name?: string | undefined
  /** `false` only for plain http on loopback (a developer's machine, a test). Default true. */
  readonly secure?: boolean | undefined
  /** Origins of your own that may send unsafe requests, for instance `['https://admin.example.com']`. Default none. */
  readonly trustedOrigins?: readonly string[] | undefined
  /** How long the secret from before a raise still works, counted from the first use of the new one. Default `'30s'`. */
  readonly overlap?: Duration | undefined
}

/** How an adapter's requests are told from anything else. */
export interface HostFramework<Exchange> {
  /** For messages: `Express`. */
  readonly name: string
  isExchange(value: unknown): value is Exchange
}

const SECRET = /^[A-Za-z0-9_-]{43}$/

/**
 * Trust beside a session that the application keeps already. Applications take `existingSession` from the package of their
 * framework; this is what those are made of.
 *
 * A session is adopted with the first request that shows it. Its library's cookie is not changed, so a raise is carried by a
 * companion cookie of ours: whoever has a copy of the library's cookie alone has only what the login proved.
 *
 * @throws {OptionsError} when the engine is built, for functions that are missing and durations that make no sense.
 * @example
 * ```ts
 * import { type CredentialOption, type ExistingSessionOptions, existingSession } from '@retrust/core'
 *
 * interface Exchange { readonly login: string | undefined }
 * const framework = {
 *   name: 'Mine',
 *   isExchange: (value: unknown): value is Exchange => typeof value === 'object' && value !== null && 'login' in value,
 * }
 * const mine = (options: ExistingSessionOptions<Exchange>): CredentialOption => existingSession(options, framework)
 * ```
 */
export function existingSession<Exchange>(
  options: ExistingSessionOptions<Exchange>,
  framework: HostFramework<Exchange>,
): CredentialOption {
  const issues = shapeIssues(SHAPE, options, MENDS)
  return { name: 'existingSession', issues, build: (settings) => buildExistingSession(options, framework, settings) }
}

function buildExistingSession<Exchange>(
  options: ExistingSessionOptions<Exchange>,
  framework: HostFramework<Exchange>,
  settings: CredentialSettings,
): ReturnType<CredentialOption['build']> {
  const { read, end, secure = true, name = 'raised', trustedOrigins = [], overlap = '30s' } = options
  const maxLifeMs = milliseconds(options.maxLife)
  const { name: cookie, attributes } = cookieForm(name, secure)
  const checks = { order: new AcrOrder(settings.acrOrder), leewayMs: settings.clockLeewayMs }

  return {
    name: 'existingSession',
    maxLifeMs,
    elevation: 'rotation',
    scheme: undefined,
    companion: {
      overlapMs: milliseconds(overlap),
      secure,
      trustedOrigins: new Set(trustedOrigins),
      write: (_handle, secret) => `${cookie}=${secret}${attributes}`,
      clear: () => `${cookie}=${attributes}; Max-Age=0`,
    },
    verify(context, exchange) {
      if (!framework.isExchange(exchange)) throw notOurs(framework.name)
      return whenReady(read(exchange), (login) => (login ? verified(login, context, exchange) : ABSENT))
    },
  }

  function verified(login: HostSession, context: TrustContext, exchange: Exchange): Verified {
    const { id, subject, start, acr, amr = [] } = checkShape(login, context.tenant)
    const at = start instanceof Date ? start : new Date(start)
    const authTime = readProof(checks, { acr, amr, at }, context.now)
    const host = { end: () => end(exchange) }
    const expiresAt = authTime + maxLifeMs
    // The application may still read it by itself.
    if (expiresAt <= context.now) return { kind: 'dead', reason: 'session.expired', scheme: undefined, host }
    const issuer = subject.issuer ?? ''
    const claims: PresentedClaims = {
      kind: 'claims',
      scheme: undefined,
      subject: { tenant: context.tenant, issuer, id: subject.id, kind: subject.kind ?? 'human' },
      // Another subject, or a new login, under an id that may have been planted starts from zero. An end is one of the id,
      // and of the login under every id that it had or is given.
      lineage: [
        sha256(storedKey('host-login', id, issuer, subject.id, String(at.getTime()))),
        sha256(storedKey('host', id)),
        loginForm(sha256(storedKey('login', issuer, subject.id, String(at.getTime())))),
      ],
      acr,
      amr,
      authTime,
      since: authTime,
      expiresAt,
      maxLifeMs,
      scopes: undefined,
      places: 1,
      host: { ...host, companion: companionOf(cookieValues(context.facts.cookies, cookie)) },
    }
    return { kind: 'presented', presented: [claims] }
  }
}

/** The hash of the one secret that the request shows. Two different ones are none: one of them was planted. */
function companionOf(values: readonly string[]): string | undefined {
  const only = new Set(values).size === 1 ? values[0] : undefined
  return only !== undefined && SECRET.test(only) ? sha256(only) : undefined
}

/** An answer that is no login could hide one, so it is a fault and never "nobody". */
function checkShape(login: HostSession, tenant: string): HostSession {
  const { id, subject, start } = login
  const wrong = (what: string, mend: string): MisuseError => new MisuseError(`read() answered ${what}`, mend)
  if (!isName(id))
    throw wrong('no `id` that is a text', "Answer the library's session id, or one that your login page wrote")
  if (!isObject(subject)) throw wrong('no `subject`', 'Write for instance subject: { id: String(user.id) }')
  checkSubject('that read() answered', subject)
  if (subject.tenant !== undefined && subject.tenant !== tenant)
    throw wrong(`a login of tenant "${subject.tenant}"; the request belongs to "${tenant}"`, 'Leave `tenant` out')
  if (!(start instanceof Date) && typeof start !== 'number')
    throw wrong(
      'no `start` that is a Date or a number',
      'Write Date.now() into the session at login, and answer it as `start`; a date that was kept as text is new Date(text)',
    )
  // Taken for milliseconds each login would be over at once, and nobody would be told why. 0 is one that was not written down.
  if (Number(start) > 0 && Number(start) < IN_1973)
    throw wrong('a `start` in seconds', 'Answer milliseconds: an `auth_time` is new Date(auth_time * 1000)')
  return login
}

const IN_1973 = 100_000_000_000
const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''

function notOurs(framework: string): MisuseError {
  return new MisuseError(
    `existingSession of ${framework} was given a request that is none of ${framework}`,
    'Import existingSession from the package of the framework whose retrust() you mount',
  )
}

const ABSENT: Verified = { kind: 'absent', reason: 'credential.absent' }

const SHAPE = z.strictObject({
  read: callable,
  end: callable,
  maxLife: positive,
  name: z.string().regex(COOKIE_NAME, { error: 'is no name of letters, digits, "_" and "-"' }).optional(),
  secure: z.boolean().optional(),
  trustedOrigins: z.array(z.custom<string>(isOrigin, { error: 'is no origin' })).optional(),
  overlap: duration.refine(atMost('5m'), { error: 'is more than 5 minutes' }).optional(),
})
const MENDS = {
  read: 'Give a function from the request to the login that it carries: { id, subject, start, acr }',
  end: "Give a function that ends the library's session: without it a terminated session would live on there",
  maxLife: "Write how long a login lives at most, for instance '12h': an ended one is remembered as long",
  name: "Write for instance 'raised'",
  secure: 'Leave it out; false is for plain http on loopback only',
  trustedOrigins: "Write for instance ['https://admin.example.com'], in lower case and without a path",
  overlap: "Write at most '5m': an old copy works for so long",
}
