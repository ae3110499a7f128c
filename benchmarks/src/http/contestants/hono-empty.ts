import { type Contestant, nobody } from '../contestant.ts'
import { serveHono } from '../hono-app.ts'

/** The base line: a middleware of the shape of ours that does nothing. */
export const start: Contestant = async (counts) => ({
  server: serveHono(counts, { layers: [async (_c, next) => await next()], caller: () => 'u0' }),
  callers: nobody,
})
