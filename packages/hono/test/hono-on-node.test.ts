import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
import { signIn } from '@retrust/core/testing'
import { requireTrust, retrust, trustOf } from '@retrust/hono'
import { type Context, Hono } from 'hono'
import { expect, test } from 'vitest'

const paths: string[] = []
const engine = () =>
  createTrust({
    store: memoryStore(),
    credentials: [cookieSession({ secure: false })],
    policy: [...presets.balanced(), ({ context }) => void paths.push(context.facts.path)],
  })

async function run(app: Hono, check: (origin: string) => Promise<void>) {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await check(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

test('a mounted application sees the path that the client sent, and the trust that was judged outside it', async () => {
  const trust = engine()
  const inner = new Hono().get('/pay', requireTrust(), (c) => c.json({ id: trustOf(c).subject?.id }))
  const app = new Hono().use(retrust(trust)).mount('/api', inner.fetch)
  const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
  await run(app, async (origin) => {
    paths.length = 0
    expect(await (await fetch(`${origin}/api/pay`, { headers: { cookie } })).json()).toEqual({ id: 'alice' })
    expect(paths).toEqual(['/api/pay', '/api/pay'])
    expect((await fetch(`${origin}/api/pay`)).status).toBe(401)
  })
})

test('a response that goes past Hono gets the cookies, and is held where a demand was refused', async () => {
  const trust = engine()
  const raw = (c: Context) => (c.env as { outgoing: ServerResponse }).outgoing
  const app = new Hono().use(retrust(trust))
  app.post('/login', async (c) => {
    await trustOf(c).begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
    raw(c).writeHead(200, { 'set-cookie': 'a=1' }).end('in')
    return RESPONSE_ALREADY_SENT
  })
  app.post('/pay', async (c) => {
    await trustOf(c)
      .demand({ acr: 'mfa' })
      .catch(() => undefined)
    raw(c).writeHead(200).end('paid')
    return RESPONSE_ALREADY_SENT
  })
  const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
  await run(app, async (origin) => {
    const login = await fetch(`${origin}/login`, { method: 'POST' })
    expect(login.headers.getSetCookie()).toHaveLength(3)
    expect(await login.text()).toBe('in')
    const pay = await fetch(`${origin}/pay`, { method: 'POST', headers: { cookie } })
    expect(pay.status).toBe(401)
    expect(await pay.json()).toMatchObject({ code: 'demand.acr' })
  })
})
