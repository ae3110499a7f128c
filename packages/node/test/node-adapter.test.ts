import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  connect as http2Connect,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { cookieSession, createTrust, memoryStore, presets, type Trust, type TrustOptions } from '@retrust/core'
import { signIn } from '@retrust/core/testing'
import { requireTrust, retrust, serve, trustOf } from '@retrust/node'
import { afterEach, beforeEach, describe, expect, expectTypeOf, type MockInstance, test, vi } from 'vitest'
import { listen } from './listen.ts'

const engine = (options: Partial<TrustOptions> = {}): Trust =>
  createTrust({
    store: memoryStore(),
    credentials: [cookieSession({ secure: false })],
    policy: presets.balanced(),
    ...options,
  })

async function run<T>(listener: RequestListener, check: (origin: string) => Promise<T>): Promise<T> {
  const app = await listen(createServer(listener))
  try {
    return await check(app.origin)
  } finally {
    await app.close()
  }
}

const get = (listener: RequestListener, headers: Record<string, string> = {}) =>
  run(listener, async (origin) => {
    const response = await fetch(origin, { headers })
    return { status: response.status, headers: response.headers, body: await response.text() }
  })

let said: MockInstance<typeof console.error>
beforeEach(() => {
  said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => said.mockRestore())

/** Everything that a handler may throw, errors and not. */
const thrown: readonly unknown[] = [new RangeError('too far'), undefined, null, '', 0, false, 'route', {}]

// A rejection that nobody handles fails these tests by itself: the runner reports it.
describe('a handler that fails is answered with 500, and the error is said', () => {
  const ways: readonly (readonly [string, (error: unknown) => unknown])[] = [
    [
      'throws',
      (error) => {
        throw error
      },
    ],
    ['rejects', (error) => Promise.reject(error)],
    ['rejects later', (error) => new Promise((_, reject) => setImmediate(() => reject(error)))],
  ]
  for (const [way, fail] of ways) {
    test.each(thrown)(`${way}: %j`, async (error) => {
      const trust = engine()
      const handler = (_req: IncomingMessage, res: ServerResponse) => {
        res.setHeader('content-length', 1_000)
        res.setHeader('etag', '"x"')
        return fail(error)
      }
      const guarded = requireTrust({}, handler)
      // Not returned: nobody but the guard hears of its error.
      const forgetful = (req: IncomingMessage, res: ServerResponse) => void guarded(req, res)
      const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
      for (const listener of [handler, guarded, forgetful]) {
        said.mockClear()
        const { status, headers, body } = await get(retrust(trust, listener), { cookie })
        expect([status, body, headers.get('etag')]).toEqual([500, 'Internal Server Error', null])
        expect(said.mock.calls).toEqual([[error]])
      }
    })
  }

  test('an answer that has begun is cut, so that it looks like no whole one', async () => {
    const broken = retrust(engine(), (_req, res) => {
      res.write('half')
      throw new Error('broken')
    })
    await run(broken, async (origin) => {
      await expect(fetch(origin).then((response) => response.text())).rejects.toThrow()
    })
  })

  test('an answer that is whole stays', async () => {
    const late = retrust(engine(), (_req, res) => {
      res.end('whole')
      throw new Error('late')
    })
    expect(await get(late)).toMatchObject({ status: 200, body: 'whole' })
    expect(said).toHaveBeenCalledOnce()
  })

  test('a refused demand is the refusal, with the headers that were set, and is no error to speak of', async () => {
    const trust = engine()
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    for (const swallow of [false, true]) {
      const listener = retrust(trust, async (req, res) => {
        res.setHeader('x-request-id', 'r1')
        res.setHeader('set-cookie', 'theme=dark')
        const demanded = trustOf(req).demand({ acr: 'mfa' })
        await (swallow ? demanded.catch(() => res.end('paid')) : demanded)
      })
      const { status, headers, body } = await get(listener, { cookie })
      expect([status, JSON.parse(body).code]).toEqual([401, 'demand.acr'])
      expect([headers.get('x-request-id'), headers.getSetCookie()]).toEqual(['r1', ['theme=dark']])
    }
    expect(said).not.toHaveBeenCalled()
  })
})

describe('no fault of the guard lets a handler run, however the rest is called', () => {
  const broken = (error: unknown): Trust => {
    const request = { admit: () => Promise.reject(error), judge: () => Promise.reject(error), takeCookies: () => [] }
    const open = () => ({ ...request, settle: () => undefined, closed: () => undefined })
    return { settings: { trustedProxies: [] }, open } as unknown as Trust
  }

  test.each(thrown)('an engine that rejects with %j', async (error) => {
    const admit = retrust(broken(error))
    const reached = vi.fn()
    // As people write it by hand: the rest takes no argument, so it cannot hear of an error.
    const byHand = (req: IncomingMessage, res: ServerResponse) => void admit(req, res, () => reached())
    for (const listener of [byHand, retrust(broken(error), reached)]) {
      expect(await get(listener)).toMatchObject({ status: 500 })
    }
    expect(reached).not.toHaveBeenCalled()
  })

  test('a guard, served endpoints or trustOf without retrust before them', async () => {
    const reached = vi.fn()
    const guard = requireTrust()
    const listeners: readonly RequestListener[] = [
      (req, res) => void guard(req, res, () => reached()),
      requireTrust({}, reached),
      serve(async () => reached()),
    ]
    for (const listener of listeners) expect(await get(listener)).toMatchObject({ status: 500 })
    expect(reached).not.toHaveBeenCalled()
    expect(String(said.mock.calls[0]?.[0])).toContain('createServer(retrust(trust, handler))')
    expect(() => trustOf({ rawHeaders: [], headers: {} })).toThrow('retrust did not see')
  })
})

test('the handler runs in the same turn where the engine answers at once', async () => {
  const turns: string[] = []
  const listener = retrust(engine(), (_req, res) => {
    turns.push('handler')
    res.end()
  })
  await get((req, res) => {
    listener(req, res)
    turns.push('after')
  })
  expect(turns).toEqual(['handler', 'after'])
})

test('what the rest answers comes back from a middleware, and what it throws too', async () => {
  const trust = engine()
  const admit = retrust(trust)
  const answers: unknown[] = []
  await get(async (req, res) => {
    answers.push(await admit(req, res, () => 42))
    answers.push(await Promise.resolve(admit(req, res, () => Promise.reject(new Error('mine')))).catch(String))
    res.end()
  })
  expect(answers).toEqual([42, 'Error: mine'])
  expect(said).not.toHaveBeenCalled()
})

test('HTTP/2 is judged alike', async () => {
  const trust = engine()
  const account = requireTrust({}, (req: Http2ServerRequest, res: Http2ServerResponse) =>
    res.end(trustOf(req).subject?.id ?? ''),
  )
  const server = createHttp2Server(retrust(trust, account)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = http2Connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  try {
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    const ask = async (headers: Record<string, string>) => {
      const stream = client.request({ ':path': '/', ...headers })
      const status = await new Promise<unknown>((resolve) => stream.on('response', (one) => resolve(one[':status'])))
      const pieces = await stream.toArray()
      return [status, Buffer.concat(pieces).toString()]
    }
    expect(await ask({ cookie })).toEqual([200, 'alice'])
    expect(await ask({})).toEqual([401, expect.stringContaining('credential.absent')])
  } finally {
    client.close()
    server.close()
  }
})

test('the types are those of createServer, and a middleware alone is no listener', () => {
  const trust = engine()
  createServer(
    retrust(trust, (req, res) => {
      expectTypeOf(req).toEqualTypeOf<IncomingMessage>()
      expectTypeOf(res).toExtend<ServerResponse>()
    }),
  )
  requireTrust(async (req) => ({ action: String(req.headers['x-tool']) }))
  // @ts-expect-error it would answer nobody
  createServer(retrust(trust))
})
