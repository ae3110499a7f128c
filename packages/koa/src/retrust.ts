import type { Step } from '@retrust/adapter-kit'
import { isPromise, type MaybePromise, type Trust } from '@retrust/core'
import { koa } from './koa-adapter.ts'
import type { KoaContext, TrustMiddleware } from './koa-exchange.ts'

/**
 * Judges every request that passes. Mount it before the routes, after layers that override the method.
 *
 * @example
 * ```ts
 * import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
 * import { retrust } from '@retrust/koa'
 * import Koa from 'koa'
 *
 * const trust = createTrust({
 *   store: memoryStore(),
 *   credentials: [cookieSession({ absolute: '12h', idle: '30m' })],
 *   policy: presets.balanced(),
 * })
 * const app = new Koa()
 * app.use(retrust(trust))
 * ```
 */
export function retrust(trust: Trust): TrustMiddleware {
  return middleware(koa.retrust(trust))
}

/** Wraps a step into Koa's shape. */
export function middleware(run: (ctx: KoaContext) => MaybePromise<Step>): TrustMiddleware {
  return async function retrustMiddleware(ctx, next) {
    const step = run(ctx)
    if ((isPromise(step) ? await step : step) === 'continue') await next()
  }
}
