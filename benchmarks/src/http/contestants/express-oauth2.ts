import { auth } from 'express-oauth2-jwt-bearer'
import { type Contestant, withTokens } from '../contestant.ts'
import { serveExpress } from '../express-app.ts'
import { serveKeys } from '../key-server.ts'
import { AUDIENCE, es256Token, ISSUER } from '../tokens.ts'

export const start: Contestant = async (counts) => {
  const jwksUri = await serveKeys()
  const server = serveExpress(counts, {
    layers: [auth({ issuer: ISSUER, audience: AUDIENCE, jwksUri, tokenSigningAlg: 'ES256', dpop: { enabled: false } })],
    caller: (req) => req.auth?.payload.sub,
  })
  return { server, callers: withTokens('Bearer', es256Token) }
}
