import { createServer, request } from 'node:http'
import { factsFromNode, TrustedProxies } from '@retrust/adapter-kit'
import { type CredentialOption, createTrust, memoryStore, presets, type Trust } from '@retrust/core'
import { existingSession, type HostExchange, judgeUpgrade, retrust, trustOf } from '@retrust/node'
import { expect, test } from 'vitest'
import { listen } from './listen.ts'

const engineWith = (credential: CredentialOption): Trust =>
  createTrust({ store: memoryStore(), credentials: [credential], policy: presets.balanced() })

test('an existing session is read from an upgrade too, which has no response', async () => {
  const seen: unknown[] = []
  const login = { id: 's1', subject: { id: 'alice' }, start: Date.now(), acr: 'pwd' }
  const read = ({ req, res }: HostExchange) => {
    seen.push(res)
    return req.headers['x-login'] === undefined ? undefined : login
  }
  const credential = existingSession({ secure: false, maxLife: '1h', read, end: () => undefined })
  const trust = engineWith(credential)
  const server = createServer(retrust(trust, (req, res) => res.end(trustOf(req).subject?.id)))
  server.on('upgrade', async (req, socket) => {
    const verdict = await judgeUpgrade(trust, req, socket, {})
    if (verdict.continue) socket.end('HTTP/1.1 101 \r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
  })
  const { origin, close } = await listen(server)
  try {
    const ask = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const asked = request(origin, { headers: { connection: 'Upgrade', upgrade: 'websocket', origin, ...headers } })
        asked.on('upgrade', (response, socket) => {
          socket.destroy()
          resolve(response.statusCode)
        })
        asked.on('response', (response) => resolve(response.resume().statusCode))
        asked.on('error', reject).end()
      })
    expect([await ask({ 'x-login': '1' }), await ask({})]).toEqual([101, 401])
    expect(await (await fetch(origin, { headers: { 'x-login': '1' } })).text()).toBe('alice')
    expect(seen.map((res) => res === undefined)).toEqual([true, true, false])
  } finally {
    await close()
  }
})

test('a request of another framework is none of ours', async () => {
  const read = () => ({ id: 's1', subject: { id: 'alice' }, start: Date.now(), acr: 'pwd' })
  const trust = engineWith(existingSession({ maxLife: '1h', read, end: () => undefined }))
  const faults: unknown[] = []
  trust.on('fault', ({ error }) => void faults.push(error))
  const facts = factsFromNode({ method: 'GET', url: '/', rawHeaders: [], headers: {} }, new TrustedProxies([]))
  for (const exchange of [{ req: {}, res: {}, app: {} }, { rawHeaders: [], res: {} }, undefined]) {
    expect(await trust.open(facts, exchange).admit()).toMatchObject({ kind: 'refuse', refusal: { status: 503 } })
  }
  expect(faults.map(String)).toEqual(faults.map(() => expect.stringContaining('none of Node')))
  expect(faults.length).toBeGreaterThan(0)
})
