import type { TrustView } from '@retrust/core'
import { express } from './express-adapter.ts'
import type { ExpressRequest } from './express-exchange.ts'
import { UnguardedView } from './unguarded-view.ts'

/**
 * What a handler may know of the trust in its request, and what it may ask for and do. On Express 4 a handler that makes
 * a `demand` is given through {@link guarded}.
 *
 * @throws {MisuseError} where `retrust` did not run before.
 * @example
 * ```ts
 * import { trustOf } from '@retrust/express'
 * import express from 'express'
 *
 * const app = express()
 * app.post('/login', async (req, res) => {
 *   await trustOf(req).begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
 *   res.redirect(303, '/')
 * })
 * ```
 */
export function trustOf(req: ExpressRequest): TrustView {
  const view = express.trustOf(req)
  return isExpress4(req) ? new UnguardedView(view, express.attachmentOf(req, 'trustOf').gate, req) : view
}

// Version 5 has no such method: its router is there from the start.
function isExpress4({ app }: ExpressRequest): boolean {
  return typeof (app as { lazyrouter?: unknown }).lazyrouter === 'function'
}
