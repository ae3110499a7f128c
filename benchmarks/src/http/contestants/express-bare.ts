import { type Contestant, nobody } from '../contestant.ts'
import { serveExpress } from '../express-app.ts'

export const start: Contestant = async (counts) => ({
  server: serveExpress(counts, { caller: () => 'u0' }),
  callers: nobody,
})
