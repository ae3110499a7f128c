import { z } from 'zod'
import type { Names } from '../context/keyed-names.ts'
import { sha256 } from '../crypto.ts'
import { type Duration, milliseconds } from '../duration.ts'
import type { OptionIssue } from '../errors.ts'
import { atMost, duration, positive, shapeIssues } from '../option-shape.ts'
import { cookieValues } from './cookie-header.ts'
import type { CredentialOption, PresentedSecret, Verified } from './credential.ts'
import { ABSENT, recognisedCookies } from './recognised-cookies.ts'
import { COOKIE_NAME, cookieForm, isOrigin } from './session-cookie-options.ts'

/** Options of {@link cookieSession}. Durations are strings such as `'30m'`. */
export interface CookieSessionOptions {
  /** A session ends so long after it began, whatever happens. Default `'12h'`. */
  readonly absolute?: Duration | undefined
  /** A session ends when it was not used for so long. Default `'30m'`, or `absolute` where that is shorter. */
  readonly idle?: Duration | undefined
  /** The cookie's name, without prefix. Default `'session'`. */
  readonly name?: string | undefined
  /**
   * `false` only for plain http on loopback (a developer's machine, a test): the cookie then has neither `Secure` nor the
   * `__Host-` prefix, and requests from elsewhere are refused. Default true.
   */
  readonly secure?: boolean | undefined
  /** Origins of your own that may send unsafe requests, for instance `['https://admin.example.com']`. Default none. */
  readonly trustedOrigins?: readonly string[] | undefined
  /** How long the secret from before a raise still works, counted from the first use of the new one. Default `'30s'`. */
  readonly overlap?: Duration | undefined
  /** What an old secret does to its session. Default `'refuse'`: whoever proved last holds the current one. */
  readonly onSpent?: 'refuse' | 'terminate' | undefined
}

const COOKIE = /^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/
const DEVICE = /^[A-Za-z0-9_-]{22}$/
/** More well-formed cookies of our name than this are nobody's honest browser. */
const MAX_CANDIDATES = 4
const DEFAULT_IDLE_MS = 1_800_000
/** Browsers cap cookie life at 400 days (RFC 6265bis section 5.5). */
const DEVICE_SECONDS = 400 * 24 * 3600

/**
 * A session of our own, carried by a cookie `<handle>.<secret>`: `HttpOnly`, `Secure`, `SameSite=Lax`, `__Host-`
 * (RFC 6265bis section 4.1.3). Only hashes of the secret are stored. A request that may change something is refused when
 * it comes from another site. A second cookie remembers the device, so that the session's copy elsewhere is noticed.
 *
 * @throws {OptionsError} when the engine is built, for durations and names that make no sense.
 * @example
 * ```ts
 * import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
 *
 * createTrust({
 *   store: memoryStore(),
 *   credentials: [cookieSession({ absolute: '8h', idle: '15m' })],
 *   policy: presets.balanced(),
 * })
 * ```
 */
export function cookieSession(options: CookieSessionOptions = {}): CredentialOption {
  const issues = issuesOf(options)
  if (issues.length > 0) return { name: 'cookieSession', issues, build: neverBuilt }
  const secure = options.secure ?? true
  const absoluteMs = milliseconds(options.absolute ?? '12h')
  const idleMs = options.idle === undefined ? Math.min(DEFAULT_IDLE_MS, absoluteMs) : milliseconds(options.idle)
  const overlapMs = milliseconds(options.overlap ?? '30s')
  const { name, attributes } = cookieForm(options.name ?? 'session', secure)
  const device = `${name}-device`

  return {
    name: 'cookieSession',
    issues,
    build: ({ names }) => ({
      name: 'cookieSession',
      maxLifeMs: absoluteMs,
      elevation: 'rotation',
      scheme: undefined,
      cookie: {
        absoluteMs,
        idleMs,
        overlapMs,
        onSpent: options.onSpent ?? 'refuse',
        secure,
        trustedOrigins: new Set(options.trustedOrigins ?? []),
        isSent: ({ facts }) => cookieValues(facts.cookies, name).length > 0,
        device: ({ facts }) => deviceNames(cookieValues(facts.cookies, device), names),
        write: (handle, secret) => `${name}=${handle}.${secret}${attributes}`,
        writeDevice: (value) => `${device}=${value}${attributes}; Max-Age=${DEVICE_SECONDS}`,
        clear: () => `${name}=${attributes}; Max-Age=0`,
      },
      verify: recognisedCookies((header) => verify(header, names)),
    }),
  }

  function verify(header: string, names: Names): Verified {
    const values = cookieValues(header, name)
    if (values.length === 0) return ABSENT
    const presented: PresentedSecret[] = []
    let known: readonly string[] | undefined
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as string
      if (values.indexOf(value) < i || !COOKIE.test(value)) continue
      if (presented.length >= MAX_CANDIDATES) return SEVERAL
      known ??= deviceNames(cookieValues(header, device), names)
      presented.push(presentedOf(value, known))
    }
    return presented.length === 0 ? MALFORMED : { kind: 'presented', presented }
  }
}

function presentedOf(cookie: string, device: readonly string[]): PresentedSecret {
  return { kind: 'secret', handle: cookie.slice(0, 22), secret: sha256(cookie.slice(23)), device }
}

/** Two different device cookies are no device: one of them is somebody else's. */
function deviceNames(values: readonly string[], names: Names): readonly string[] {
  const only = values.every((value) => value === values[0]) ? values[0] : undefined
  return only !== undefined && DEVICE.test(only) ? names('device', only) : NO_DEVICE
}

const SHAPE = z.strictObject({
  absolute: positive.optional(),
  idle: positive.optional(),
  name: z.string().regex(COOKIE_NAME, { error: 'is no name of letters, digits, "_" and "-"' }).optional(),
  secure: z.boolean().optional(),
  trustedOrigins: z.array(z.custom<string>(isOrigin, { error: 'is no origin' })).optional(),
  overlap: duration.refine(atMost('5m'), { error: 'is more than 5 minutes' }).optional(),
  onSpent: z.enum(['refuse', 'terminate']).optional(),
})
const MENDS = {
  name: "Write for instance 'session'",
  secure: 'Leave it out; false is for plain http on loopback only',
  trustedOrigins: "Write for instance ['https://admin.example.com'], in lower case and without a path",
  overlap: "Write at most '5m': an old copy works for so long",
  onSpent: "Write 'refuse' or 'terminate'",
}

function issuesOf(options: CookieSessionOptions): readonly OptionIssue[] {
  const issues = shapeIssues(SHAPE, options, MENDS)
  if (issues.length > 0) return issues
  const { absolute = '12h', idle } = options
  if (idle === undefined || milliseconds(idle) <= milliseconds(absolute)) return []
  const problem = 'is longer than "absolute", so it never ends a session'
  return [{ path: 'idle', problem, mend: 'Make it shorter, or leave it out' }]
}

function neverBuilt(): never {
  throw new TypeError('an engine refuses options with issues before it builds anything')
}

const NO_DEVICE: readonly string[] = []
const MALFORMED: Verified = { kind: 'absent', reason: 'credential.malformed' }
const SEVERAL: Verified = { kind: 'absent', reason: 'credential.several' }
