import { jwk } from 'hono/jwk'
import { type Contestant, withTokens } from '../contestant.ts'
import { serveHono } from '../hono-app.ts'
import { jwks, plainEs256Token } from '../tokens.ts'

export const start: Contestant = async (counts) => ({
  server: serveHono(counts, {
    guard: jwk({ keys: jwks.keys as never, alg: ['ES256'] }),
    caller: (c) => (c.get('jwtPayload') as { sub: string }).sub,
  }),
  callers: withTokens('Bearer', plainEs256Token),
})
