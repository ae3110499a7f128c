import { type Contestant, nobody } from '../contestant.ts'
import { serveExpress } from '../express-app.ts'

/** The base line: a middleware of the shape of ours that does nothing. */
export const start: Contestant = async (counts) => ({
  server: serveExpress(counts, { layers: [async (_req, _res, next) => next()], caller: () => 'u0' }),
  callers: nobody,
})
