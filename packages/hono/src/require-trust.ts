import type { RouteDemand } from '@retrust/adapter-kit'
import { isPromise } from '@retrust/core'
import type { Context, MiddlewareHandler } from 'hono'
import { hono } from './hono-adapter.ts'
import type { HonoContext } from './hono-exchange.ts'

/**
 * Lets a request through that has a live session and meets the demand; all others are refused, with what they would have
 * to show. A demand may be computed from the request; computing none is a refusal.
 *
 * @example
 * ```ts
 * import { requireTrust } from '@retrust/hono'
 * import { Hono } from 'hono'
 *
 * const app = new Hono()
 * app.get('/account', requireTrust(), (c) => c.json({}))
 * app.post('/payees', requireTrust({ acr: 'mfa', maxAge: '5m', action: 'payee.add' }), (c) => c.json({}))
 * app.post('/tools', requireTrust(async (c) => ({ action: String((await c.req.json()).tool) })), (c) => c.json({}))
 * ```
 */
export function requireTrust(demand?: RouteDemand<Context>): MiddlewareHandler {
  const judge = hono.requireTrust(demand as RouteDemand<HonoContext>)
  return async function requireTrustMiddleware(c: Context, next) {
    const step = judge(c)
    if ((isPromise(step) ? await step : step) === 'continue') await next()
  }
}
