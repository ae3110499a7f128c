import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cookieSession, createTrust, memoryStore, presets, type Trust } from '@retrust/core'
import { guarded, requireTrust, retrust, serve, trustOf } from '@retrust/express'
import express5, { type Express, type NextFunction, type Request, type Response } from 'express'
import express4 from 'express4'
import { describe, expect, test } from 'vitest'

const engine = () =>
  createTrust({
    store: memoryStore(),
    credentials: [cookieSession({ secure: false })],
    policy: presets.balanced(),
  })

/** Everything that Express would take for "go on", and other things that are no errors. */
const thrown: readonly unknown[] = [undefined, null, '', 0, false, Number.NaN, 'route', 'router', 'broken', {}]

/** Posts to `/x` of an application with an error layer, after which nothing is to run. */
async function post(app: Express): Promise<{ readonly status: number; readonly body: unknown }> {
  app.use('/x', (_req: Request, res: Response) => void res.json({ reached: true }))
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    res.status(500).json({ caught: error instanceof Error ? error.name : typeof error })
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const response = await fetch(`http://127.0.0.1:${port}/x`, { method: 'POST' })
    return { status: response.status, body: await response.json() }
  } finally {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

const caught = { status: 500, body: { caught: expect.any(String) } }

// A rejection that nobody handles fails these tests by itself: the runner reports it.
describe.each([
  ['Express 4', express4],
  ['Express 5', express5],
])('%s', (_, make) => {
  test.each(thrown)('a guarded handler that rejects with %j never lets the next one run', async (value) => {
    const app = make().use(retrust(engine()))
    app.post(
      '/x',
      guarded(() => Promise.reject(value)),
      (_req: Request, res: Response) => void res.json({ reached: true }),
    )
    expect(await post(app)).toEqual(caught)
  })

  test.each(thrown)('endpoints that reject with %j never let the next layer run', async (value) => {
    const app = make().use(retrust(engine()))
    app.use(
      '/x',
      serve(() => Promise.reject(value)),
    )
    expect(await post(app)).toEqual(caught)
  })

  test.each(thrown)('an engine that rejects with %j never lets a handler run', async (value) => {
    const request = { admit: () => Promise.reject(value), judge: () => Promise.reject(value), takeCookies: () => [] }
    const open = () => ({ ...request, settle: () => undefined, closed: () => undefined })
    const broken = { settings: { trustedProxies: [] }, open } as unknown as Trust
    expect(await post(make().use(retrust(broken)))).toEqual(caught)
  })

  test('an error of the handler itself comes as it is', async () => {
    const app = make().use(retrust(engine()))
    app.post(
      '/x',
      guarded(() => Promise.reject(new RangeError('too far'))),
    )
    expect(await post(app)).toEqual({ status: 500, body: { caught: 'RangeError' } })
  })
})

describe('Express 4 without guarded()', () => {
  test('what a handler may not do reaches the error layer, and ends no process', async () => {
    const misuses = [
      (req: Request) => trustOf(req).begin({ subject: { id: '' }, acr: 'pwd', amr: ['pwd'] }),
      (req: Request) => trustOf(req).begin({ subject: { id: 'alice' }, acr: 'none', amr: [] }),
      (req: Request) => trustOf(req).check({ object: 'all' }),
    ]
    for (const misuse of misuses) {
      const app = express4().use(retrust(engine()))
      app.post('/x', async (req: Request, res: Response) => void res.json(await misuse(req)))
      expect(await post(app)).toEqual({ status: 500, body: { caught: 'MisuseError' } })
    }
  })

  test('inside of a router that is mounted too', async () => {
    const router = express4.Router()
    router.post('/', async (req: Request, res: Response) => {
      await trustOf(req).begin({ subject: { id: '' }, acr: 'pwd', amr: ['pwd'] })
      res.json({})
    })
    expect(await post(express4().use(retrust(engine())).use('/x', router))).toEqual({
      status: 500,
      body: { caught: 'MisuseError' },
    })
  })

  test('a route after requireTrust answers as ever', async () => {
    const app = express4().use(retrust(engine()))
    app.post('/x', requireTrust(), (_req: Request, res: Response) => void res.json({ reached: true }))
    expect(await post(app)).toMatchObject({ status: 401, body: { code: 'credential.absent' } })
  })
})
