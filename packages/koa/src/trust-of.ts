import type { TrustView } from '@retrust/core'
import { koa } from './koa-adapter.ts'
import type { KoaContext } from './koa-exchange.ts'

/**
 * What a handler may know of the trust in its request, and what it may ask for and do.
 *
 * @throws {MisuseError} where `retrust` did not run before.
 * @example
 * ```ts
 * import { trustOf } from '@retrust/koa'
 * import Koa from 'koa'
 *
 * const app = new Koa()
 * app.use(async (ctx) => {
 *   await trustOf(ctx).begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
 *   ctx.redirect('/')
 * })
 * ```
 */
export function trustOf(ctx: KoaContext): TrustView {
  return koa.trustOf(ctx)
}
