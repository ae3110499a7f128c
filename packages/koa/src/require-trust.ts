import type { RouteDemand } from '@retrust/adapter-kit'
import type { Context } from 'koa'
import { koa } from './koa-adapter.ts'
import type { KoaContext, TrustMiddleware } from './koa-exchange.ts'
import { middleware } from './retrust.ts'

/**
 * Lets a request through that has a live session and meets the demand; all others are refused, with what they would have
 * to show. A demand may be computed from the request; computing none is a refusal.
 *
 * @example
 * ```ts
 * import { requireTrust } from '@retrust/koa'
 * import Koa from 'koa'
 *
 * const app = new Koa()
 * app.use(requireTrust({ acr: 'mfa', maxAge: '5m' }))
 * app.use(requireTrust(async (ctx) => ({ action: ctx.get('tool') })))
 * ```
 */
export function requireTrust(demand?: RouteDemand<Context>): TrustMiddleware {
  return middleware(koa.requireTrust(demand as RouteDemand<KoaContext>))
}
