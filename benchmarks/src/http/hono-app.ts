import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { type Counts, handle } from '../judged/counts.ts'

/** What differs between contestants on Hono. */
export interface HonoParts {
  /** Before every route. */
  readonly layers?: readonly MiddlewareHandler[]
  /** Before this route. */
  readonly guard?: MiddlewareHandler
  /** Who is calling, as a handler is told. */
  caller(c: Context): string | undefined
  /** Keeps who logged in. */
  login?(c: Context, id: string): unknown
}

/** The same route and the same payload for all of them. */
export function serveHono(counts: Counts, { layers = [], guard, caller, login }: HonoParts): Server {
  const app = new Hono()
  for (const layer of layers) app.use(layer)
  if (guard !== undefined) app.use('/account', guard)
  app.get('/account', (c) => c.json(handle(counts, caller(c))))
  app.post('/login/:id', async (c) => {
    await login?.(c, c.req.param('id'))
    return c.json({ ok: true })
  })
  return createServer(getRequestListener(app.fetch))
}
