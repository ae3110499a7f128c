import { type Contestant, nobody } from '../contestant.ts'
import { serveKoa } from '../koa-app.ts'

/** The base line: a middleware of the shape of ours that does nothing. */
export const start: Contestant = async (counts) => ({
  server: serveKoa(counts, { layers: [async (_ctx, next) => await next()], caller: () => 'u0' }),
  callers: nobody,
})
