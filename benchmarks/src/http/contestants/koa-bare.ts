import { type Contestant, nobody } from '../contestant.ts'
import { serveKoa } from '../koa-app.ts'

export const start: Contestant = async (counts) => ({
  server: serveKoa(counts, { caller: () => 'u0' }),
  callers: nobody,
})
