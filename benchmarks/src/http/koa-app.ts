import { createServer, type Server } from 'node:http'
import { Router } from '@koa/router'
import Koa, { type Context, type Middleware } from 'koa'
import { type Counts, handle } from '../judged/counts.ts'

/** What differs between contestants on Koa. */
export interface KoaParts {
  /** Before every route. */
  readonly layers?: readonly Middleware[]
  /** Before this route. */
  readonly guard?: Middleware
  /** Who is calling, as a handler is told. */
  caller(ctx: Context): string | undefined
  /** Keeps who logged in. */
  login?(ctx: Context, id: string): unknown
  /** Settings of the application itself. */
  readonly prepare?: (app: Koa) => void
}

/** The same route and the same payload for all of them. */
export function serveKoa(counts: Counts, { layers = [], guard, caller, login, prepare }: KoaParts): Server {
  const app = new Koa()
  prepare?.(app)
  for (const layer of layers) app.use(layer)
  const router = new Router()
  const answer: Middleware = (ctx) => {
    ctx.body = handle(counts, caller(ctx))
  }
  router.get('/account', ...(guard === undefined ? [answer] : [guard, answer]))
  router.post('/login/:id', async (ctx) => {
    await login?.(ctx, String(ctx.params.id))
    ctx.body = { ok: true }
  })
  app.use(router.routes())
  return createServer(app.callback())
}
