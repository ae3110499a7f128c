import type { TrustView } from '@retrust/core'
import { express } from './express-adapter.ts'
import type { ExpressRequest } from './express-exchange.ts'

/**
 * What a handler may know of the trust in its request, and what it may ask for and do.
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
  return express.trustOf(req)
}
