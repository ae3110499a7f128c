import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { TrustView } from '@retrust/core'
import { existingSession, requireTrust, retrust, serve, trustOf } from '@retrust/node'
import { isExactly } from './is-exactly.ts'
import { trust } from './trust.ts'

const account = requireTrust({ acr: 'mfa' }, (req, res) => {
  isExactly<typeof req, IncomingMessage>()
  isExactly<typeof res, ServerResponse>()
  isExactly<ReturnType<typeof trustOf>, TrustView>()
})
requireTrust(
  async (req: IncomingMessage & { body: { tool: string } }) => ({ action: req.body.tool }),
  (req) => req.body.tool,
)
requireTrust(async (req) => ({ action: String(req.headers['x-tool']) }))

const handler = retrust(trust, async (req, res) => {
  isExactly<typeof req, IncomingMessage>()
  if (req.url === '/account') return account(req, res)
  await trustOf(req).demand({ acr: 'mfa' })
  res.end()
})
createServer(handler)
createHttpsServer({}, handler)
createServer(retrust(trust, (req, res) => res.end(req.url)))
createServer(
  retrust(
    trust,
    serve(async (request, view) => new Response(`${request.url} ${view.level}`)),
  ),
)
createHttp2Server(
  retrust(trust, (req: Http2ServerRequest, res: Http2ServerResponse) => res.end(trustOf(req).subject?.id ?? '')),
)

/** By hand, as in a router of one's own. */
export const admit = retrust(trust)
export const guard = requireTrust()
createServer((req, res) => admit(req, res, () => guard(req, res, () => res.end())))

existingSession<IncomingMessage & { session: { id: string; userId: string; loginAt: number } }>({
  read: ({ req: { session } }) => ({
    id: session.id,
    subject: { id: session.userId },
    start: session.loginAt,
    acr: 'pwd',
  }),
  end: ({ res }) => res?.removeHeader('set-cookie'),
  maxLife: '12h',
})

// @ts-expect-error a middleware alone would answer nobody
createServer(retrust(trust))
// @ts-expect-error a demand stands before the handler
requireTrust((_req: IncomingMessage, res: ServerResponse) => res.end(), {})
// @ts-expect-error an upgrade has no response
existingSession({ read: () => undefined, end: ({ res }) => res.end(), maxLife: '12h' })
