import type { RouteDemand } from '@retrust/adapter-kit'
import type { Request } from 'express'
import { express } from './express-adapter.ts'
import type { ExpressRequest, TrustMiddleware } from './express-exchange.ts'
import { middleware } from './retrust.ts'

/**
 * Lets a request through that has a live session and meets the demand; all others are refused, with what they would have
 * to show. A demand may be computed from the request; computing none is a refusal.
 *
 * @example
 * ```ts
 * import { requireTrust } from '@retrust/express'
 * import express from 'express'
 *
 * const app = express()
 * app.get('/account', requireTrust(), (req, res) => res.json({}))
 * app.post('/payees', requireTrust({ acr: 'mfa', maxAge: '5m', action: 'payee.add' }), (req, res) => res.json({}))
 * app.post('/tools', requireTrust(async (req) => ({ action: String(req.body.tool) })), (req, res) => res.json({}))
 * ```
 */
export function requireTrust(demand?: RouteDemand<Request>): TrustMiddleware {
  return middleware(express.requireTrust(demand as RouteDemand<ExpressRequest>))
}
