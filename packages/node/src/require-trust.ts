import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NodeRequest, NodeResponse, RouteDemand } from '@retrust/adapter-kit'
import { listener, middleware } from './guard.ts'
import { node } from './node-adapter.ts'
import type { Handler, NodeExchange, TrustListener, TrustMiddleware } from './node-exchange.ts'

/**
 * Lets a request through that has a live session and meets the demand (`{}`: any live session); all others are refused,
 * with what they would have to show. A demand may be computed from the request; computing none is a refusal. With a
 * handler it is a guarded listener, called from inside that of `retrust`; without one a middleware.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import type { Trust } from '@retrust/core'
 * import { requireTrust, retrust } from '@retrust/node'
 *
 * declare const trust: Trust
 * const account = requireTrust({}, (_req, res) => res.end('account'))
 * const addPayee = requireTrust({ acr: 'mfa', maxAge: '5m' }, (_req, res) => res.end('added'))
 * createServer(
 *   retrust(trust, (req, res) => {
 *     if (req.url === '/account') return account(req, res)
 *     if (req.url === '/payees' && req.method === 'POST') return addPayee(req, res)
 *     res.writeHead(404).end()
 *   }),
 * )
 * ```
 */
export function requireTrust(demand?: RouteDemand<IncomingMessage>): TrustMiddleware
export function requireTrust<Req extends NodeRequest = IncomingMessage, Res extends NodeResponse = ServerResponse>(
  demand: RouteDemand<Req>,
  handler: Handler<Req, Res>,
): TrustListener<Req, Res>
export function requireTrust(demand: RouteDemand<never>, handler?: Handler<NodeRequest, NodeResponse>): unknown {
  const asked = typeof demand === 'function' ? ({ req }: NodeExchange) => demand(req as never) : demand
  const judge = middleware(node.requireTrust(asked))
  return handler === undefined ? judge : listener(judge, handler)
}
