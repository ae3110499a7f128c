import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cookieSession, createTrust, memoryStore, presets, type Trust, type TrustOptions } from '@retrust/core'
import { signIn } from '@retrust/core/testing'
import { guarded, requireTrust, retrust, trustOf } from '@retrust/express'
import express5, { type Express, type NextFunction, type Request, type Response } from 'express'
import express4 from 'express4'
import { describe, expect, expectTypeOf, test } from 'vitest'

const engine = (options: Partial<TrustOptions> = {}): Trust =>
  createTrust({
    store: memoryStore(),
    credentials: [cookieSession({ secure: false })],
    policy: presets.balanced(),
    ...options,
  })

async function run<T>(app: Express, check: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer(app).listen(0, '127.0.0.1')
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
  ['Express 5', express5],
  ['Express 4', express4],
])('%s', (_, express) => {
  test('next() is called in the same turn where the engine answers at once', async () => {
    const app = express()
    const trust = engine()
    const turns: boolean[] = []
    app.use((req, res, next) => {
      let sameTurn = true
      retrust(trust)(req, res, () => {
        turns.push(sameTurn)
        next()
      })
      sameTurn = false
    })
    app.get('/x', (_req, res) => void res.json({}))
    await run(app, async (origin) => expect((await fetch(`${origin}/x`)).status).toBe(200))
    expect(turns).toEqual([true])
  })

  test('proxy settings that disagree fail each request, with both values named', async () => {
    const disagree: readonly (readonly [unknown, TrustOptions['trustedProxies']])[] = [
      [false, ['10.0.0.0/8']],
      [true, ['10.0.0.0/8']],
      [true, undefined],
      ['loopback', undefined],
      [1, undefined],
      [1, ['10.0.0.0/8']],
      [['10.0.0.0/8'], ['10.0.0.0/16']],
      [['10.0.0.0/16'], ['10.0.0.0/8']],
      [['10.0.0.0/8'], 1],
      [1, 2],
      [2, 1],
    ]
    for (const [theirs, ours] of disagree) {
      const app = express()
      app.set('trust proxy', theirs)
      app.use(retrust(engine(ours === undefined ? {} : { trustedProxies: ours })))
      app.get('/x', (_req, res) => void res.json({ ran: true }))
      app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
        res.status(500).send(error.message)
      })
      await run(app, async (origin) => {
        for (let i = 0; i < 2; i++) {
          const response = await fetch(`${origin}/x`)
          expect(response.status).toBe(500)
          const text = await response.text()
          expect(text).toContain(`"trust proxy" is ${JSON.stringify(theirs)}`)
          expect(text).toContain(`trustedProxies is ${JSON.stringify(ours ?? [])}`)
        }
      })
    }
  })

  test('proxy settings that say the same in other words agree', async () => {
    const agree: readonly (readonly [unknown, TrustOptions['trustedProxies']])[] = [
      [false, undefined],
      [false, []],
      [false, 0],
      [0, undefined],
      ['loopback', ['127.0.0.0/8', '::1']],
      [['10.0.0.0/255.0.0.0'], ['10.0.0.0/8']],
      [2, 2],
      [(_address: string, hop: number) => hop < 1, 1],
    ]
    for (const [theirs, ours] of agree) {
      const app = express()
      app.set('trust proxy', theirs)
      app.use(retrust(engine(ours === undefined ? {} : { trustedProxies: ours })))
      app.get('/x', (_req, res) => void res.json({}))
      expect(await run(app, async (origin) => (await fetch(`${origin}/x`)).status)).toBe(200)
    }
  })

  test('an override layer after retrust cannot make a read of a write', async () => {
    const app = express()
    const trust = engine()
    app.use(retrust(trust))
    app.use((req, _res, next) => {
      req.method = 'DELETE'
      next()
    })
    const seen: string[] = []
    const policy = engine({ policy: [({ action }) => void seen.push(action.access)] })
    app.use(retrust(policy))
    app.delete('/x', requireTrust(), (_req, res) => void res.json({}))
    const { cookie } = await signIn(policy, { subject: { id: 'alice' } })
    await run(app, async (origin) => (await fetch(`${origin}/x`, { headers: { cookie } })).text())
    expect(seen.at(-1)).toBe('write')
  })
})

test('the router goes on inferring parameters, and demand functions see the request', () => {
  const app = express5()
  app.get('/accounts/:id', requireTrust(), (req) => {
    expectTypeOf(req.params.id).toEqualTypeOf<string>()
  })
  app.post('/accounts/:id', requireTrust({ acr: 'mfa' }), async (req) => {
    expectTypeOf(req.params).toEqualTypeOf<{ id: string }>()
    await trustOf(req).check({})
  })
  app.post(
    '/accounts/:id/:n',
    requireTrust(async (req) => ({ action: String(req.body.tool) })),
    guarded(async (req, res) => {
      expectTypeOf(req).toEqualTypeOf<Request>()
      res.json({})
    }),
  )
  express5.Router().use(retrust(engine()))
})
