import { createServer, type Server } from 'node:http'
import express, { type Request, type RequestHandler, type Response } from 'express'
import { type Counts, handle } from '../judged/counts.ts'

/** What differs between contestants on Express. */
export interface ExpressParts {
  /** Before every route. */
  readonly layers?: readonly RequestHandler[]
  /** Before this route. */
  readonly guard?: readonly RequestHandler[]
  /** Who is calling, as a handler is told. */
  caller(req: Request, res: Response): string | undefined
  /** Keeps who logged in. */
  login?(req: Request, res: Response, id: string): unknown
}

/** The same route and the same payload for all of them. */
export function serveExpress(counts: Counts, { layers = [], guard = [], caller, login }: ExpressParts): Server {
  const app = express()
  for (const layer of layers) app.use(layer)
  app.get('/account', ...guard, (req, res) => {
    res.json(handle(counts, caller(req, res)))
  })
  app.post('/login/:id', async (req, res) => {
    await login?.(req, res, String(req.params.id))
    res.json({ ok: true })
  })
  return createServer(app)
}
