import { jwt } from 'hono/jwt'
import { type Contestant, withTokens } from '../contestant.ts'
import { serveHono } from '../hono-app.ts'
import { HMAC_SECRET, hs256Token } from '../tokens.ts'

export const start: Contestant = async (counts) => ({
  server: serveHono(counts, {
    guard: jwt({ secret: HMAC_SECRET, alg: 'HS256' }),
    caller: (c) => (c.get('jwtPayload') as { sub: string }).sub,
  }),
  callers: withTokens('Bearer', hs256Token),
})
