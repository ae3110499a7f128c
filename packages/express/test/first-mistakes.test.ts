import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { cookieSession, createTrust, memoryStore, presets, type Trust } from '@retrust/core'
import { existingSession, retrust, trustOf } from '@retrust/express'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { expect, test, vi } from 'vitest'

const engine = (credential = cookieSession({ secure: false })): Trust =>
  createTrust({ store: memoryStore(), credentials: [credential], policy: presets.balanced() })

/** What one request is answered; an error of the application is answered with its message. */
async function answerOf(app: Express, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => void res.status(500).send(error.message))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, init)
    return { status: response.status, text: await response.text() }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['the options', { store: memoryStore(), policy: [] }],
])('retrust(%s) says that it was given no engine', (_, given) => {
  expect(() => retrust(given as Trust)).toThrow(
    'retrust was given no engine. Write retrust(trust), with what createTrust() answered',
  )
})

test('retrust that is mounted without being called says the same', async () => {
  const { status, text } = await answerOf(express().use(retrust as never))
  expect([status, text]).toEqual([500, expect.stringContaining('Write retrust(trust)')])
})

test('a wrong order is said on the console where nobody listens to faults, once', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  try {
    const trust = engine(existingSession({ read: () => undefined, end: () => undefined, maxLife: '1h' }))
    // As express-session and koa-session name theirs.
    const app = express()
      .use(retrust(trust))
      .use(function session(_req, _res, next) {
        next()
      })
    expect((await answerOf(app)).status).toBe(503)
    expect((await answerOf(app)).status).toBe(503)
    expect(said.mock.calls.map((call) => call.join(' '))).toEqual([
      expect.stringMatching(/fault in credential.*retrust was mounted before the session library.*below/s),
    ])
  } finally {
    said.mockRestore()
  }
})

test('a subject whose id is a number is told how to write it', async () => {
  const app = express().use(retrust(engine()))
  app.post('/', async (req, res) => {
    await trustOf(req).begin({ subject: { id: 7 as never }, acr: 'pwd', amr: ['pwd'] })
    res.json({})
  })
  expect((await answerOf(app, { method: 'POST' })).text).toContain('String(user.id)')
})

test('a request from behind a proxy that nobody named is told where proxies are named', async () => {
  const headers = { origin: 'https://shop.example.com', 'x-forwarded-proto': 'https' }
  const { status, text } = await answerOf(express().use(retrust(engine(cookieSession()))), { method: 'POST', headers })
  expect([status, JSON.parse(text)]).toEqual([403, expect.objectContaining({ code: 'cross-site' })])
  expect(text).toContain('trustedProxies')
})
