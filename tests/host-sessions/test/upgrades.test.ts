import { once } from 'node:events'
import { createServer, type IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { createTrust, memoryStore, type Trust } from '@retrust/core'
import { existingSession as onExpress } from '@retrust/express'
import { judgeUpgrade, existingSession as onKoa, retrust as retrustKoa } from '@retrust/koa'
import session from 'express-session'
import Koa, { type Context } from 'koa'
import { createSession } from 'koa-session'
import { expect, it, onTestFinished } from 'vitest'

type Judge = (req: IncomingMessage, socket: Duplex) => Promise<unknown>

/** A server that logs in by an ordinary request, and judges upgrades. */
async function serve(trust: Trust, logIn: (req: IncomingMessage, res: ServerResponse) => unknown, judge: Judge) {
  const server = createServer(logIn)
  server.on('upgrade', async (req, socket) => {
    const verdict = (await judge(req, socket)) as { continue: boolean }
    if (verdict.continue) socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await trust.close()
  })
  const { port } = server.address() as AddressInfo
  const login = await fetch(`http://127.0.0.1:${port}/login`, { method: 'POST' })
  const cookie = login.headers
    .getSetCookie()
    .map((line) => line.split(';', 1))
    .join('; ')
  return async (cookies = cookie) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nupgrade: x\r\nconnection: upgrade\r\ncookie: ${cookies}\r\n\r\n`,
    )
    let text = ''
    for await (const piece of socket) text += piece
    return text.slice(9, 12)
  }
}

const engine = (credential: Parameters<typeof createTrust>[0]['credentials'][number]): Trust =>
  createTrust({ store: memoryStore(), credentials: [credential], policy: [] })

it('an upgrade is judged by the session that express-session shows', async () => {
  const library = session({ secret: 'a secret of the test', resave: false, saveUninitialized: false })
  type Kept = IncomingMessage & { session: session.Session & { loginAt?: number } }
  const trust = engine(
    onExpress<never>({
      read: ({ session }: Kept) =>
        session.loginAt && { id: session.id, subject: { id: 'alice' }, start: session.loginAt, acr: 'pwd' },
      end: ({ session }: Kept) => new Promise<void>((done) => session.destroy(() => done())),
      maxLife: '12h',
      secure: false,
    }),
  )
  const seen = (req: unknown, res: unknown) =>
    new Promise<void>((resolve) => library(req as never, res as never, () => resolve()))
  const upgrade = await serve(
    trust,
    async (req, res) => {
      await seen(req, res)
      ;(req as Kept).session.loginAt = Date.now()
      res.end()
    },
    async (req, socket) => {
      await seen(req, new ServerResponse(req))
      return judgeUpgrade(trust, req, socket, {})
    },
  )
  expect(await upgrade()).toBe('101')
  expect(await upgrade('')).toBe('401')
  await trust.revoke({ subject: { id: 'alice' } })
  expect(await upgrade()).toBe('401')
})

it('an upgrade is a fault, and never nobody’s, where the library did not see it', async () => {
  const faults: unknown[] = []
  type Kept = { session?: { user?: string } }
  const trust = engine(
    onExpress<never>({
      read: (req: Kept) => req.session?.user as never,
      end: () => undefined,
      maxLife: '12h',
      secure: false,
    }),
  )
  trust.on('fault', ({ error }) => void faults.push(error))
  const upgrade = await serve(
    trust,
    (_req, res) => void res.end(),
    (req, socket) => judgeUpgrade(trust, req, socket),
  )
  expect(await upgrade()).toBe('503')
  expect(String(faults[0])).toMatch(/mounted before the session library/)
})

it('an upgrade is judged by the session that koa-session shows', async () => {
  const app = new Koa()
  app.keys = ['a key of the test']
  type Kept = Context & { session: { loginAt?: number } | null }
  const trust = engine(
    onKoa<Kept>({
      read: ({ session }) =>
        session?.loginAt && { id: 'one', subject: { id: 'alice' }, start: session.loginAt, acr: 'pwd' },
      end: (ctx) => {
        ctx.session = null
      },
      maxLife: '12h',
      secure: false,
    }),
  )
  app.use(createSession({ key: 'host' }, app as never) as Koa.Middleware)
  app.use(retrustKoa(trust))
  app.use((ctx) => {
    ;(ctx as Kept).session = { loginAt: Date.now() }
    ctx.body = {}
  })
  const upgrade = await serve(trust, app.callback(), (req, socket) =>
    judgeUpgrade(trust, req, socket, {}, app.createContext(req, new ServerResponse(req))),
  )
  expect(await upgrade()).toBe('101')
  expect(await upgrade('')).toBe('401')
  await trust.revoke({ subject: { id: 'alice' } })
  expect(await upgrade()).toBe('401')
})
