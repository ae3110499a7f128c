import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cookieSession, createTrust, memoryStore, presets, type Store } from '@retrust/core'
import { signIn } from '@retrust/core/testing'
import { guarded, requireTrust, retrust, trustOf } from '@retrust/express'
import express5, { type Express, type NextFunction, type Request, type Response } from 'express'
import express4 from 'express4'
import { describe, expect, test } from 'vitest'

const engine = (store: Store = memoryStore()) =>
  createTrust({ store, credentials: [cookieSession({ secure: false })], policy: presets.balanced() })

async function run(
  app: Express,
  check: (send: (path: string, cookie?: string) => Promise<globalThis.Response>) => Promise<void>,
) {
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    await check((path, cookie) =>
      fetch(`${origin}${path}`, { method: 'POST', headers: cookie === undefined ? {} : { cookie } }),
    )
  } finally {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

// A rejection that nobody handles fails these tests by itself: the runner reports it.
describe('Express 4', () => {
  test('a demand outside guarded() is refused with a code that says so, whether it would be met or not', async () => {
    const trust = engine()
    let reached = false
    const app = express4().use(retrust(trust))
    app.post('/x', requireTrust(), async (req: Request, res: Response) => {
      await trustOf(req).demand({ acr: 'pwd' })
      reached = true
      res.json({})
    })
    const { cookie } = await signIn(trust, { subject: { id: 'alice' }, acr: 'mfa' })
    await run(app, async (send) => {
      const response = await send('/x', cookie)
      expect(response.status).toBe(500)
      expect(await response.json()).toMatchObject({
        code: 'demand.unguarded',
        mend: expect.stringContaining('guarded('),
      })
      expect(reached).toBe(false)
    })
  })

  test('a guarded handler hands its refusal to the error layer, and the client gets the refusal', async () => {
    const trust = engine()
    const caught: unknown[] = []
    const app = express4().use(retrust(trust))
    app.post(
      '/x',
      guarded(async (req: Request, res: Response) => {
        await trustOf(req).demand({ acr: 'mfa' })
        res.json({})
      }),
    )
    app.use((error: { code: string }, _req: Request, res: Response, _next: NextFunction) => {
      caught.push(error.code)
      res.status(500).json({ caught: true })
    })
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    await run(app, async (send) => {
      const response = await send('/x', cookie)
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ code: 'demand.acr' })
      expect(caught).toEqual(['RETRUST_REFUSED'])
    })
  })

  test('a handler after a guarded one is not guarded by it', async () => {
    const trust = engine()
    const app = express4().use(retrust(trust))
    app.post(
      '/x',
      guarded((_req: Request, _res: Response, next) => {
        next()
        return new Promise(() => undefined)
      }),
      (req: Request) => void trustOf(req).demand({ acr: 'pwd' }),
    )
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    await run(app, async (send) => {
      const response = await send('/x', cookie)
      expect(await response.json()).toMatchObject({ code: 'demand.unguarded' })
    })
  })

  test('a login that cannot be stored answers 503 without a rejection that nobody handles', async () => {
    const store = memoryStore()
    const create = () => Promise.reject(new Error('connection refused'))
    const trust = engine({ ...store, sessions: { ...store.sessions, create } as Store['sessions'] })
    const app = express4().use(retrust(trust))
    app.post('/x', async (req: Request, res: Response) => {
      await trustOf(req).begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
      res.json({})
    })
    await run(app, async (send) => expect((await send('/x')).status).toBe(503))
  })

  test('the rest of the view is the same', async () => {
    const trust = engine()
    const app = express4().use(retrust(trust))
    app.post('/x', (req: Request, res: Response) => {
      const { subject, level, session, decision, scopes, anonymousBecause, returnTo, abortSignal } = trustOf(req)
      res.json({
        id: subject?.id,
        level,
        handle: session?.handle,
        outcome: decision.outcome,
        scopes,
        anonymousBecause,
        returnTo,
        aborted: abortSignal.aborted,
      })
    })
    const { cookie, session } = await signIn(trust, { subject: { id: 'alice' } })
    await run(app, async (send) => {
      const seen = await (await send('/x?returnTo=%2Fhome', cookie)).json()
      expect(seen).toEqual({
        id: 'alice',
        level: 'full',
        handle: session.handle,
        outcome: 'allow',
        returnTo: '/home',
        aborted: false,
      })
    })
  })
})

describe('Express 5', () => {
  test('a demand needs no guarded(), and guarded() does no harm', async () => {
    const trust = engine()
    const app = express5().use(retrust(trust))
    const pay = async (req: Request, res: Response) => {
      await trustOf(req).demand({ acr: 'mfa' })
      res.json({})
    }
    app.post('/plain', pay)
    app.post('/guarded', guarded(pay))
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    await run(app, async (send) => {
      for (const path of ['/plain', '/guarded']) expect((await send(path, cookie)).status).toBe(401)
    })
  })
})
