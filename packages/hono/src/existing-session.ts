import { type CredentialOption, existingSession as credential, type ExistingSessionOptions } from '@retrust/core'
import type { Context, Env } from 'hono'
import { readInHonoOrder } from './read-in-hono-order.ts'

/**
 * Trust beside a session that the application keeps already: `@hono/session`, iron-session, better-auth, or one of your own.
 * Mount `retrust` after that library. `read` says who is logged in, `end` ends it there, so that nobody who reads it later in
 * this request finds it again: `get()` of `@hono/session` would call its `delete()` off.
 *
 * A snippet for each library: docs/guides/beside-your-session-library.md in the repository.
 *
 * @throws {OptionsError} when the engine is built, for functions that are missing and durations that make no sense.
 * @example
 * ```ts
 * import { createTrust, memoryStore, presets } from '@retrust/core'
 * import { existingSession } from '@retrust/hono'
 *
 * interface Login { loginId: string; userId: string; loginAt: number }
 * interface Env { Variables: { session: { get(): Promise<Login | null>; delete(): void } } }
 *
 * createTrust({
 *   store: memoryStore(),
 *   credentials: [
 *     existingSession<Env>({
 *       read: async (c) => {
 *         const login = await c.var.session.get()
 *         return login && { id: login.loginId, subject: { id: login.userId }, start: login.loginAt, acr: 'pwd' }
 *       },
 *       end: ({ var: { session } }) => {
 *         session.delete()
 *         session.get = async () => null
 *       },
 *       maxLife: '24h',
 *     }),
 *   ],
 *   policy: presets.balanced(),
 * })
 * ```
 */
// biome-ignore lint/suspicious/noExplicitAny: it is how Hono says "whatever the Variables and Bindings"
export function existingSession<E extends Env = any>(options: ExistingSessionOptions<Context<E>>): CredentialOption {
  const read = options?.read
  if (typeof read !== 'function') return credential(options, { name: 'Hono', isExchange })
  return credential({ ...options, read: (c) => readInHonoOrder(c, read) }, { name: 'Hono', isExchange })
}

function isExchange<E extends Env>(value: unknown): value is Context<E> {
  return typeof value === 'object' && value !== null && 'req' in value && 'env' in value && 'var' in value
}
