import {
  answerFailure,
  type Endpoints,
  type NodeResponse,
  type ReadableNodeRequest,
  serveOnNode,
} from '@retrust/adapter-kit'
import { node } from './node-adapter.ts'
import type { TrustListener } from './node-exchange.ts'

/**
 * Serves the pages or protocol endpoints of another package, inside of `retrust` and before the body is read. Endpoints
 * that fail are answered with 500.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import type { Endpoints } from '@retrust/adapter-kit'
 * import type { Trust } from '@retrust/core'
 * import { retrust, serve } from '@retrust/node'
 *
 * declare const trust: Trust
 * const hello: Endpoints = async (request, trust) => new Response(`${request.url} ${trust.subject?.id}`)
 * createServer(retrust(trust, serve(hello)))
 * ```
 */
export function serve(endpoints: Endpoints): TrustListener<ReadableNodeRequest, NodeResponse> {
  return async function serveListener(req, res) {
    try {
      const { facts } = node.attachmentOf({ req }, 'serve')
      await serveOnNode(endpoints, req, res, facts, node.trustOf({ req }))
    } catch (error) {
      answerFailure(res, error)
    }
  }
}
