import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { cookieSession, createTrust, memoryStore, presets, type Trust } from '@retrust/core'
import { retrust as onExpress, requireTrust as requireOnExpress, serve as serveOnExpress } from '@retrust/express'
import { judgeUpgrade, retrust as onHono, requireTrust as requireOnHono, serve as serveOnHono } from '@retrust/hono'
import { retrust as onKoa, requireTrust as requireOnKoa, serve as serveOnKoa } from '@retrust/koa'
import express from 'express'
import { Hono } from 'hono'
import Koa from 'koa'

/** What the guarded route answers. */
export const SECRET = 'the balance is 1000'

const engine = (): Trust =>
  createTrust({
    store: memoryStore(),
    credentials: [cookieSession({ secure: false })],
    policy: presets.balanced(),
    trustedProxies: 1,
    pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
  })

type Answered = (request: Request) => Promise<Response>
const echo: Answered = async (request) => new Response(`${request.method} ${(await request.text()).length}`)

/** The same application in each framework: a guarded route, served endpoints below a path, and a door for upgrades. */
export const servers: Record<string, (trust: Trust) => Server> = {
  Hono: (trust) => {
    const app = new Hono().use(onHono(trust)).all('/served/*', serveOnHono(echo))
    app.all('/account', requireOnHono(), (c) => c.text(SECRET))
    return createAdaptorServer({ fetch: app.fetch }) as Server
  },
  Express: (trust) => {
    const app = express()
    app.set('trust proxy', 1)
    app.use(onExpress(trust))
    app.use('/served', serveOnExpress(echo))
    app.all('/account', requireOnExpress(), (_req, res) => void res.send(SECRET))
    return createServer(app)
  },
  Koa: (trust) => {
    const app = new Koa({ proxy: true, maxIpsCount: 1 })
    app.silent = true
    const [served, guard] = [serveOnKoa(echo), requireOnKoa()]
    app.use(onKoa(trust))
    app.use((ctx, next) => {
      if (ctx.path.startsWith('/served/')) return served(ctx)
      if (ctx.path !== '/account') return next()
      return guard(ctx, async () => {
        ctx.body = SECRET
      })
    })
    return createServer(app.callback())
  },
}

/** A server that listens, and what ends it. */
export interface Listening {
  readonly trust: Trust
  readonly port: number
  readonly faults: readonly unknown[]
  close(): Promise<void>
}

export async function listen(make: (trust: Trust) => Server): Promise<Listening> {
  const trust = engine()
  const faults: unknown[] = []
  trust.on('fault', (fault) => void faults.push(fault))
  const server = make(trust)
  server.on('upgrade', (req, socket) => {
    void judgeUpgrade(trust, req, socket, {}).then((verdict) => {
      if (verdict.continue) socket.end(`HTTP/1.1 101 \r\n\r\n${SECRET}`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    trust,
    faults,
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
