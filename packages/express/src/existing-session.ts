import { assertStandsBelow, type KnownOrders, readInOrder, type Standing } from '@retrust/adapter-kit'
import {
  type CredentialOption,
  existingSession as credential,
  type ExistingSessionOptions,
  MisuseError,
} from '@retrust/core'
import type { Request } from 'express'

/**
 * Trust beside a session that the application keeps already: express-session (with or without Passport), cookie-session,
 * iron-session, or one of your own. Mount `retrust` after that library. `read` says who is logged in, `end` ends it there.
 *
 * The library's `end`: express-session `req.session.regenerate(…)`; with Passport `req.logout(…)`; cookie-session
 * `req.session = null`; iron-session `session.destroy()`.
 *
 * A snippet for each library: docs/guides/beside-your-session-library.md in the repository.
 *
 * @throws {OptionsError} when the engine is built, for functions that are missing and durations that make no sense.
 * @example
 * ```ts
 * import { createTrust, memoryStore, presets } from '@retrust/core'
 * import { existingSession } from '@retrust/express'
 * import type { Request } from 'express'
 *
 * type WithLogin = Request & { session: { id: string; userId?: string; loginAt: number; regenerate(done: () => void): void } }
 *
 * createTrust({
 *   store: memoryStore(),
 *   credentials: [
 *     existingSession<WithLogin>({
 *       read: ({ session }) =>
 *         session.userId && { id: session.id, subject: { id: session.userId }, start: session.loginAt, acr: 'pwd' },
 *       end: ({ session }) => new Promise<void>((done) => session.regenerate(done)),
 *       maxLife: '24h',
 *     }),
 *   ],
 *   policy: presets.balanced(),
 * })
 * ```
 */
export function existingSession<Exchange extends Request = Request>(
  options: ExistingSessionOptions<Exchange>,
): CredentialOption {
  const read = options?.read
  if (typeof read !== 'function') return credential(options, { name: 'Express', isExchange })
  return credential({ ...options, read: (req) => readBelow(req, read) }, { name: 'Express', isExchange })
}

function readBelow<Exchange extends Request>(
  req: Exchange,
  read: ExistingSessionOptions<Exchange>['read'],
): ReturnType<typeof read> {
  // An upgrade passes by the application: whoever listens to it calls the library by hand.
  const app = req.app as unknown as { router?: Stacked; _router?: Stacked; lazyrouter?: unknown } | undefined
  // Express 4 throws at `app.router`.
  const { stack } = (app?.lazyrouter === undefined ? app?.router : app._router) ?? {}
  assertStandsBelow(orders, app, stack, 'retrustMiddleware', ['session', '_cookieSession'], MEND)
  // Passport has kept a login that it has not read yet: `req.user` would be nobody.
  const kept = req as unknown as { session?: { passport?: { user?: unknown } }; logIn?: unknown }
  if (kept.session?.passport?.user !== undefined && kept.logIn === undefined)
    throw new MisuseError(
      'retrust was mounted before Passport',
      'Move app.use(retrust(trust)) below app.use(passport.session())',
    )
  return readInOrder(req, 'session', read, MEND)
}

interface Stacked {
  readonly stack?: readonly Standing[]
}

const orders: KnownOrders = new WeakMap()

function isExchange<Exchange extends Request>(value: unknown): value is Exchange {
  return typeof value === 'object' && value !== null && 'rawHeaders' in value && 'method' in value
}

const MEND =
  'Move app.use(retrust(trust)) below the line that mounts the session library, for instance app.use(session(…)); both must see the same paths'
