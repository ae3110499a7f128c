import { calculateThumbprint, generateKeyPair, generateProof } from 'dpop'
import { auth } from 'express-oauth2-jwt-bearer'
import { type Contestant, callerNames } from '../contestant.ts'
import { serveExpress } from '../express-app.ts'
import { serveKeys } from '../key-server.ts'
import { AUDIENCE, es256Token, ISSUER } from '../tokens.ts'

export const start: Contestant = async (counts) => {
  const jwksUri = await serveKeys()
  const server = serveExpress(counts, {
    layers: [
      auth({
        issuer: ISSUER,
        audience: AUDIENCE,
        jwksUri,
        tokenSigningAlg: 'ES256',
        dpop: { enabled: true, required: true },
      }),
    ],
    caller: (req) => req.auth?.payload.sub,
  })
  const keys = await Promise.all(callerNames.map(() => generateKeyPair('ES256')))
  return {
    server,
    // It remembers no proofs, so that one of each caller serves for a slice.
    callers: (address) =>
      Promise.all(
        keys.map(async (pair, i) => {
          const token = await es256Token(callerNames[i] as string, await calculateThumbprint(pair.publicKey))
          const proof = await generateProof(pair, `${address}/account`, 'GET', undefined, token)
          return { authorization: `DPoP ${token}`, dpop: proof }
        }),
      ),
  }
}
