import { accessToken } from '@retrust/core'
import { requireTrust, retrust, trustOf } from '@retrust/hono'
import { ACTION, judgedTrust } from '../../judged/trust.ts'
import { type Contestant, withTokens } from '../contestant.ts'
import { serveHono } from '../hono-app.ts'
import { AUDIENCE, es256Token, ISSUER, jwks } from '../tokens.ts'

export const start: Contestant = async (counts) => {
  const trust = judgedTrust({ counts, credential: accessToken({ issuer: ISSUER, audience: AUDIENCE, jwks }) })
  const server = serveHono(counts, {
    layers: [retrust(trust)],
    guard: requireTrust({ action: ACTION }),
    caller: (c) => trustOf(c).subject?.id,
  })
  return { server, callers: withTokens('Bearer', es256Token), trust }
}
