import { type Endpoints, type NodeResponse, type ReadableNodeRequest, serveOnNode } from '@retrust/adapter-kit'
import { express } from './express-adapter.ts'
import type { ExpressRequest, Next } from './express-exchange.ts'
import { fail } from './fail.ts'

/**
 * Serves the pages or protocol endpoints of another package. Mount it after `retrust` and before body parsers.
 *
 * @example
 * ```ts
 * import type { Endpoints } from '@retrust/adapter-kit'
 * import { serve } from '@retrust/express'
 * import express from 'express'
 *
 * const hello: Endpoints = async (request, trust) => new Response(`${request.url} ${trust.subject?.id}`)
 * const app = express()
 * app.use('/hello', serve(hello))
 * ```
 */
export function serve(
  endpoints: Endpoints,
): (req: ExpressRequest & ReadableNodeRequest, res: NodeResponse, next: Next) => void {
  return function serveMiddleware(req, res, next) {
    const { facts } = express.attachmentOf(req, 'serve')
    serveOnNode(endpoints, req, res, facts, express.trustOf(req)).catch((error) => fail(next, error))
  }
}
