import { type Endpoints, type ReadableNodeRequest, serveOnNode } from '@retrust/adapter-kit'
import { koa } from './koa-adapter.ts'
import type { KoaContext } from './koa-exchange.ts'

/**
 * Serves the pages or protocol endpoints of another package. Mount it after `retrust` and before body parsers.
 *
 * @example
 * ```ts
 * import type { Endpoints } from '@retrust/adapter-kit'
 * import { serve } from '@retrust/koa'
 * import Koa from 'koa'
 *
 * const hello: Endpoints = async (request, trust) => new Response(`${request.url} ${trust.subject?.id}`)
 * const app = new Koa()
 * app.use(serve(hello))
 * ```
 */
export function serve(
  endpoints: Endpoints,
): (ctx: KoaContext & { readonly req: ReadableNodeRequest; respond?: boolean | undefined }) => Promise<void> {
  return async function serveMiddleware(ctx) {
    const { facts } = koa.attachmentOf(ctx, 'serve')
    await serveOnNode(endpoints, ctx.req, ctx.res, facts, koa.trustOf(ctx))
    ctx.respond = false
  }
}
