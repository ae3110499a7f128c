import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cookieSession, createTrust, memoryStore, presets, type Trust, type TrustOptions } from '@retrust/core'
import { signIn } from '@retrust/core/testing'
import { requireTrust, retrust, trustOf } from '@retrust/koa'
import Koa from 'koa'
import Koa2 from 'koa2'
import { describe, expect, test } from 'vitest'

const engine = (options: Partial<TrustOptions> = {}): Trust =>
  createTrust({
    store: memoryStore(),
    credentials: [cookieSession({ secure: false })],
    policy: presets.balanced(),
    ...options,
  })

async function run<T>(app: Koa, check: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer(app.callback()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await check(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

describe.each([
  ['Koa 3', Koa],
  ['Koa 2', Koa2],
])('%s', (_, Application) => {
  test('proxy settings that disagree fail each request, with both values named', async () => {
    for (const [proxy, trustedProxies, maxIpsCount] of [
      [true, undefined, 1],
      [false, ['10.0.0.0/8'], 1],
      [false, 1, 1],
      [true, 0, 1],
      // Koa would take the left-most address, or one proxy too many: the client's own choice.
      [true, ['10.0.0.0/8'], 0],
      [true, 1, 0],
      [true, 1, 2],
    ] as const) {
      const app = new Application({ proxy, maxIpsCount })
      app.on('error', () => undefined)
      app.use(async (ctx, next) => {
        await next().catch((error: Error) => {
          ctx.status = 500
          ctx.body = error.message
        })
      })
      app.use(retrust(engine(trustedProxies === undefined ? {} : { trustedProxies })))
      await run(app, async (origin) => {
        for (let i = 0; i < 2; i++) {
          const response = await fetch(origin)
          expect(response.status).toBe(500)
          const text = await response.text()
          expect(text).toContain(`app.proxy is ${proxy}, app.maxIpsCount ${maxIpsCount}`)
          expect(text).toContain(`trustedProxies is ${JSON.stringify(trustedProxies ?? [])}`)
        }
      })
    }
  })

  test('layers around see the refusal, and what they make of it does not go out', async () => {
    const trust = engine()
    const seen: unknown[] = []
    const app = new Application()
    app.use(async (ctx, next) => {
      await next()
      seen.push(ctx.status, ctx.response.get('content-type'))
      ctx.set('x-response-time', '1')
      ctx.set('access-control-allow-origin', '*')
      ctx.status = 200
      ctx.body = 'all is well'
    })
    app.use(retrust(trust))
    app.use(requireTrust())
    await run(app, async (origin) => {
      const response = await fetch(origin)
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ code: 'credential.absent' })
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
    })
    expect(seen).toEqual([401, 'application/problem+json'])
  })

  test("Koa's own error handling, which drops all headers, loses none of a refused demand", async () => {
    const trust = engine()
    const app = new Application()
    const errors: unknown[] = []
    app.on('error', (error) => errors.push(error.code))
    app.use((ctx, next) => {
      ctx.set('x-request-id', 'r1')
      ctx.cookies.set('theme', 'dark')
      return next()
    })
    app.use(retrust(trust))
    app.use((ctx) => trustOf(ctx).demand({ acr: 'mfa' }))
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    await run(app, async (origin) => {
      const response = await fetch(origin, { headers: { cookie } })
      expect(response.status).toBe(401)
      expect(response.headers.get('x-request-id')).toBe('r1')
      expect(response.headers.getSetCookie()).toEqual(['theme=dark; path=/; httponly'])
      expect(await response.json()).toMatchObject({ code: 'demand.acr' })
    })
    expect(errors).toEqual(['RETRUST_REFUSED'])
  })

  test('a raw response that goes past Koa is held all the same', async () => {
    const trust = engine()
    const app = new Application()
    app.use(retrust(trust))
    app.use((ctx) => {
      ctx.respond = false
      trustOf(ctx)
        .demand({ acr: 'mfa' })
        .catch(() => undefined)
      ctx.res.writeHead(200, { 'content-type': 'text/plain' })
      ctx.res.end('paid')
    })
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    await run(app, async (origin) => {
      const response = await fetch(origin, { headers: { cookie } })
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ code: 'demand.acr' })
    })
  })

  test('demand functions see the context, and its types fit', async () => {
    const trust = engine({ actions: { export: { sensitive: true } } })
    const app = new Application<{ user: string }, { extra: number }>()
    app.silent = true
    app.use(retrust(trust))
    app.use(requireTrust((ctx) => ({ action: ctx.get('x-action') })))
    app.use((ctx) => {
      ctx.body = { id: trustOf(ctx).subject?.id }
    })
    const { cookie } = await signIn(trust, { subject: { id: 'alice' }, acr: 'mfa' })
    await run(app as unknown as Koa, async (origin) => {
      const response = await fetch(origin, { headers: { cookie, 'x-action': 'export' } })
      expect(await response.json()).toEqual({ id: 'alice' })
      const unknown = await fetch(origin, { headers: { cookie, 'x-action': 'exprot' } })
      expect(unknown.status).toBeGreaterThanOrEqual(500)
    })
  })
})
