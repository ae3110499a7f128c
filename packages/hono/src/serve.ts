import { type Endpoints, serveOnFetch } from '@retrust/adapter-kit'
import type { Context, Handler } from 'hono'
import { hono } from './hono-adapter.ts'

/**
 * Serves the pages or protocol endpoints of another package. Mount it after `retrust` and before what reads bodies.
 *
 * @example
 * ```ts
 * import type { Endpoints } from '@retrust/adapter-kit'
 * import { serve } from '@retrust/hono'
 * import { Hono } from 'hono'
 *
 * const hello: Endpoints = async (request, trust) => new Response(`${request.url} ${trust.subject?.id}`)
 * const app = new Hono()
 * app.all('/hello/*', serve(hello))
 * ```
 */
export function serve(endpoints: Endpoints): Handler {
  return async function serveHandler(c: Context) {
    const { facts } = hono.attachmentOf(c, 'serve')
    const { body, status, headers } = await serveOnFetch(endpoints, c.req.raw, facts, hono.trustOf(c))
    // Not the response itself: Hono would then lose the headers that were set before.
    return c.newResponse(body, { status: status as 200, headers })
  }
}
