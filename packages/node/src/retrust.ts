import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NodeRequest, NodeResponse } from '@retrust/adapter-kit'
import type { Trust } from '@retrust/core'
import { listener, middleware } from './guard.ts'
import { node } from './node-adapter.ts'
import type { Handler, TrustListener, TrustMiddleware } from './node-exchange.ts'

/**
 * Judges every request. With a handler it is what `createServer` takes: an error of the handler, thrown or rejected, is
 * written to `console.error` and answered with 500 (catch it in the handler to do otherwise). Without one it is a
 * middleware for connect, Polka and their kin. Either way before `req.url` or `req.method` is rewritten.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
 * import { retrust, trustOf } from '@retrust/node'
 *
 * const trust = createTrust({
 *   store: memoryStore(),
 *   credentials: [cookieSession({ absolute: '12h', idle: '30m' })],
 *   policy: presets.balanced(),
 * })
 * createServer(retrust(trust, (req, res) => res.end(`hello ${trustOf(req).subject?.id}`)))
 * ```
 */
export function retrust(trust: Trust): TrustMiddleware
export function retrust<Req extends NodeRequest = IncomingMessage, Res extends NodeResponse = ServerResponse>(
  trust: Trust,
  handler: Handler<Req, Res>,
): TrustListener<Req, Res>
export function retrust(trust: Trust, handler?: Handler<NodeRequest, NodeResponse>): unknown {
  const admit = middleware(node.retrust(trust))
  return handler === undefined ? admit : listener(admit, handler)
}
