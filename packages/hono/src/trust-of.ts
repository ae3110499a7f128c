import type { TrustView } from '@retrust/core'
import { hono } from './hono-adapter.ts'
import type { HonoContext } from './hono-exchange.ts'

/**
 * What a handler may know of the trust in its request, and what it may ask for and do.
 *
 * @throws {MisuseError} where `retrust` did not run before.
 * @example
 * ```ts
 * import { trustOf } from '@retrust/hono'
 * import { Hono } from 'hono'
 *
 * const app = new Hono()
 * app.post('/login', async (c) => {
 *   await trustOf(c).begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
 *   return c.redirect('/', 303)
 * })
 * ```
 */
export function trustOf(c: HonoContext): TrustView {
  return hono.trustOf(c)
}
