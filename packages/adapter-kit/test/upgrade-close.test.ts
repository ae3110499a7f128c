import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { cookieSession, createTrust, memoryStore, type Trust, type TrustView } from '@retrust/core'
import { type ManualClock, manualClock, signIn } from '@retrust/core/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { judgeUpgrade } from '../src/index.ts'

const HANDSHAKE = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'

let clock: ManualClock
let trust: Trust
let close: () => Promise<unknown>
beforeEach(() => {
  clock = manualClock()
  trust = createTrust({ store: memoryStore(), credentials: [cookieSession({ secure: false })], policy: [], clock })
})
afterEach(async () => {
  await close()
  await trust.close()
})

/** A WebSocket of alice's, from both ends. */
async function open(): Promise<{ client: Socket; server: Duplex; view: TrustView }> {
  const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
  const http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  const client = connect(port, '127.0.0.1')
  close = async () => {
    client.destroy()
    http.close()
    await once(http, 'close')
  }
  const lines = [`host: 127.0.0.1:${port}`, 'connection: upgrade', 'upgrade: websocket', `cookie: ${cookie}`, '', '']
  client.write(['GET /live HTTP/1.1', ...lines].join('\r\n'))
  const [req, server] = (await once(http, 'upgrade')) as Parameters<Parameters<typeof http.on>[1]>
  const verdict = await judgeUpgrade(trust, req, server, {})
  if (!verdict.continue) throw new Error('The upgrade was refused')
  server.write(HANDSHAKE)
  return { client, server, view: verdict.view }
}

const revoke = () => trust.revoke({ subject: { id: 'alice' } })

test('a WebSocket whose session is revoked is closed in its own words, with 1008', async () => {
  const { client, view } = await open()
  const { abortSignal } = view
  const received: Buffer[] = []
  client.on('data', (chunk) => received.push(chunk))
  await revoke()
  await once(client, 'end')
  expect(abortSignal.aborted).toBe(true)
  const bytes = Buffer.concat(received)
  expect(bytes.subarray(0, HANDSHAKE.length).toString()).toBe(HANDSHAKE)
  expect([...bytes.subarray(HANDSHAKE.length)]).toEqual([0x88, 0x02, 0x03, 0xf0])
})

test.each([
  ['is revoked', revoke],
  ['is logged out of', ({ view }: { view: TrustView }) => view.end()],
  ['is over', () => clock.advance(13 * 3_600_000)],
])('a WebSocket whose application never looks at its signal is closed when its session %s', async (_when, happen) => {
  const socket = await open()
  await happen(socket)
  socket.client.resume()
  await once(socket.client, 'end')
})

test('a WebSocket whose client reads nothing is cut, or it could go on sending', async () => {
  const { client, server } = await open()
  client.pause()
  const piece = Buffer.alloc(1 << 20)
  while (server.writableLength < 8 * piece.length) server.write(piece)
  await revoke()
  client.write('one more command')
  await once(server, 'close')
})
