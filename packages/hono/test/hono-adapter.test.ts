import { cookieSession, createTrust, memoryStore, presets, type Trust, type TrustOptions } from '@retrust/core'
import { signIn } from '@retrust/core/testing'
import { requireTrust, retrust, trustOf } from '@retrust/hono'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { methodOverride } from 'hono/method-override'
import { streamSSE } from 'hono/streaming'
import { beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest'

const origin = 'https://bank.example.test'
const seen: { path: string; address: string | undefined; access: string }[] = []

const engine = (options: Partial<TrustOptions> = {}): Trust =>
  createTrust({
    store: memoryStore(),
    credentials: [cookieSession()],
    policy: [
      ...presets.balanced(),
      ({ context, action }) => {
        seen.push({ path: context.facts.path, address: context.facts.peer.address, access: action.access })
        return undefined
      },
    ],
    ...options,
  })

async function alice(trust: Trust, method = 'GET'): Promise<RequestInit> {
  return { method, headers: { cookie: (await signIn(trust, { subject: { id: 'alice' } })).cookie } }
}

beforeEach(() => {
  seen.length = 0
})

describe('without Node', () => {
  test('a response with headers that cannot be changed still gets the cookies', async () => {
    const trust = engine()
    const app = new Hono().use(retrust(trust))
    app.post('/login', async (c) => {
      await trustOf(c).begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
      // As fetch() answers.
      const upstream = Response.redirect(`${origin}/home`, 303)
      expect(() => upstream.headers.append('x', 'y')).toThrow(TypeError)
      return upstream
    })
    const response = await app.request(`${origin}/login`, { method: 'POST' })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(`${origin}/home`)
    expect(response.headers.getSetCookie()).toHaveLength(2)
  })

  test('a prefix that app.mount cuts off is said by the operator', async () => {
    const trust = engine()
    const inner = new Hono().use(retrust(trust, { mountedAt: '/api' })).get('/pay', (c) => c.json({}))
    const app = new Hono().mount('/api', inner.fetch)
    await app.request(`${origin}/api/pay?x=1`, await alice(trust))
    expect(seen.map((one) => one.path)).toEqual(['/api/pay'])
  })

  test('the address is what the operator knows of the connection, and unknown otherwise', async () => {
    const trust = engine()
    const app = new Hono()
      .use(retrust(trust, { remoteAddress: (c) => c.env.address as string }))
      .get('/', (c) => c.json({}))
    await app.request(`${origin}/`, await alice(trust), { address: '198.51.100.7' })
    const plain = new Hono().use(retrust(trust)).get('/', (c) => c.json({}))
    await plain.request(`${origin}/`, await alice(trust))
    expect(seen.map((one) => one.address)).toEqual(['198.51.100.7', undefined])
  })

  test('what an operator binds under the names of the Node adapter is not taken for a request', async () => {
    const trust = engine()
    const env = { incoming: { get: () => null }, outgoing: { writeHead: null } }
    const app = new Hono().use(retrust(trust)).get('/', (c) => c.json({ id: trustOf(c).subject?.id ?? null }))
    const [hers, his] = await Promise.all([
      app.request(`${origin}/`, await alice(trust), env),
      app.request(`${origin}/`, {}, env),
    ])
    expect(await hers.json()).toEqual({ id: 'alice' })
    expect(await his.json()).toEqual({ id: null })
  })

  test('a layer that replaces the raw request does not hide whose it is', async () => {
    const trust = engine()
    const app = new Hono()
      .use(retrust(trust))
      .use(bodyLimit({ maxSize: 1000 }))
      .post('/', requireTrust(), async (c) => c.json({ id: trustOf(c).subject?.id, body: await c.req.text() }))
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('hello'))
        controller.close()
      },
    })
    const init = { ...(await alice(trust, 'POST')), body, duplex: 'half' }
    expect(await (await app.request(`${origin}/`, init)).json()).toEqual({ id: 'alice', body: 'hello' })
  })

  test('a method that a layer overrides is judged by the stricter of both', async () => {
    const trust = engine()
    const app = new Hono()
    app.use(methodOverride({ app, query: '_method' }))
    app.use(retrust(trust)).delete('/x', requireTrust(), (c) => c.json({}))
    await app.request(`${origin}/x?_method=DELETE`, await alice(trust, 'POST'))
    expect(seen.map((one) => one.access)).toEqual(['write', 'write'])
  })
})

describe('a refused demand', () => {
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
  })
  const refused = async (make: (app: Hono) => void, handle: (demand: Promise<void>) => Promise<unknown>) => {
    const trust = engine()
    const app = new Hono()
    make(app)
    app.use(retrust(trust)).get('/', async (c) => {
      await handle(trustOf(c).demand({ acr: 'mfa' }))
      return c.json({ paid: true })
    })
    return app.request(`${origin}/`, await alice(trust))
  }

  test('a layer outside that looks at c.error does not replace it', async () => {
    const response = await refused(
      (app) =>
        app.use(async (c, next) => {
          await next()
          if (c.error) c.res = c.json({ caught: true }, 500)
          c.res = undefined
          c.res = c.json({ caught: true }, 500)
        }),
      (demand) => demand,
    )
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ code: 'demand.acr' })
  })

  test('that nobody awaited takes nothing of the answer that was given meanwhile', async () => {
    const trust = engine()
    const app = new Hono().use(async (c, next) => {
      c.header('x-request-id', '7')
      await next()
    })
    app.use(retrust(trust)).get('/', async (c) => {
      void trustOf(c).demand({ acr: 'mfa' })
      return c.body('paid', 200, { 'x-account': '4711', 'set-cookie': 'seen=1', vary: 'x-theirs' })
    })
    const response = await app.request(`${origin}/`, await alice(trust))
    expect(await response.json()).toMatchObject({ code: 'demand.acr' })
    expect(response.headers.get('x-account')).toBeNull()
    expect(response.headers.get('x-request-id')).toBe('7')
    expect(response.headers.getSetCookie()).toEqual(['seen=1'])
    expect(response.headers.get('vary')).toMatch(/cookie.*x-theirs|x-theirs.*cookie/)
  })

  test('a layer outside may still wrap it', async () => {
    const trust = engine()
    const app = new Hono().use(compress({ threshold: 0 })).use(retrust(trust))
    app.get('/', async (c) => {
      await trustOf(c).demand({ acr: 'mfa' })
      return c.json({})
    })
    const init = await alice(trust)
    const headers = { ...(init.headers as Record<string, string>), 'accept-encoding': 'gzip' }
    const response = await app.request(`${origin}/`, { headers })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/insufficient/)
    const encoding = response.headers.get('content-encoding')
    const body = encoding === null ? response.body : response.body?.pipeThrough(new DecompressionStream('gzip'))
    expect(await new Response(body).json()).toMatchObject({ code: 'demand.acr' })
  })

  test('what is thrown in its place, even if it is no error, does not hide it', async () => {
    for (const thrown of [new Error('wrapped'), 'text', undefined]) {
      const response = await refused(
        () => undefined,
        (demand) =>
          demand.catch(() => {
            throw thrown
          }),
      )
      expect(response.status).toBe(401)
    }
  })
})

test('a stream that is left by its reader is no longer followed', async () => {
  const trust = engine()
  const app = new Hono().use(retrust(trust))
  let aborted = false
  app.get('/feed', (c) =>
    streamSSE(c, async (stream) => {
      trustOf(c).abortSignal.addEventListener('abort', () => {
        aborted = true
      })
      await stream.writeSSE({ data: 'hello' })
      await new Promise<void>((resolve) => stream.onAbort(resolve))
    }),
  )
  const response = await app.request(`${origin}/feed`, await alice(trust))
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  await reader.read()
  await reader.cancel()
  await trust.revoke({ subject: { id: 'alice' } })
  expect(aborted).toBe(false)
})

test('types: parameters are inferred, and any Variables and Bindings fit', () => {
  const app = new Hono<{ Variables: { user: string }; Bindings: { KEY: string } }>().use(retrust(engine()))
  app.get('/accounts/:id', requireTrust({ acr: 'mfa' }), (c) => {
    expectTypeOf(c.req.param('id')).toEqualTypeOf<string>()
    expectTypeOf(c.var.user).toEqualTypeOf<string>()
    return c.json({ id: trustOf(c).subject?.id })
  })
  app.post(
    '/tools',
    requireTrust(async (c) => ({ action: (await c.req.json()).tool as string })),
    (c) => c.json({}),
  )
})
