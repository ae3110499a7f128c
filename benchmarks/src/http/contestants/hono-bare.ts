import { type Contestant, nobody } from '../contestant.ts'
import { serveHono } from '../hono-app.ts'

export const start: Contestant = async (counts) => ({
  server: serveHono(counts, { caller: () => 'u0' }),
  callers: nobody,
})
