import { assertStandsBelow, type KnownOrders, readInOrder } from '@retrust/adapter-kit'
import { type CredentialOption, existingSession as credential, type ExistingSessionOptions } from '@retrust/core'
import type { Context } from 'koa'

/**
 * Trust beside a session that the application keeps already: koa-session, iron-session, or one of your own. Mount `retrust`
 * after that library. `read` says who is logged in, `end` ends it there: for koa-session `ctx.session = null`.
 *
 * A snippet for each library: docs/guides/beside-your-session-library.md in the repository.
 *
 * @throws {OptionsError} when the engine is built, for functions that are missing and durations that make no sense.
 * @example
 * ```ts
 * import { createTrust, memoryStore, presets } from '@retrust/core'
 * import { existingSession } from '@retrust/koa'
 * import type { Context } from 'koa'
 *
 * type WithLogin = Context & { session: { loginId: string; userId?: string; loginAt: number } | null }
 *
 * createTrust({
 *   store: memoryStore(),
 *   credentials: [
 *     existingSession<WithLogin>({
 *       read: ({ session }) =>
 *         session?.userId && { id: session.loginId, subject: { id: session.userId }, start: session.loginAt, acr: 'pwd' },
 *       end: (ctx) => void (ctx.session = null),
 *       maxLife: '24h',
 *     }),
 *   ],
 *   policy: presets.balanced(),
 * })
 * ```
 */
export function existingSession<Exchange extends Context = Context>(
  options: ExistingSessionOptions<Exchange>,
): CredentialOption {
  const read = options?.read
  if (typeof read !== 'function') return credential(options, { name: 'Koa', isExchange })
  return credential(
    {
      ...options,
      read(ctx) {
        assertStandsBelow(orders, ctx.app, ctx.app.middleware, 'retrustMiddleware', ['session'], MEND)
        return readInOrder(ctx, 'session', read, MEND)
      },
    },
    { name: 'Koa', isExchange },
  )
}

function isExchange<Exchange extends Context>(value: unknown): value is Exchange {
  return typeof value === 'object' && value !== null && 'req' in value && 'app' in value && 'cookies' in value
}

const orders: KnownOrders = new WeakMap()

const MEND =
  'Move app.use(retrust(trust)) below the line that mounts the session library, for instance app.use(session(app))'
