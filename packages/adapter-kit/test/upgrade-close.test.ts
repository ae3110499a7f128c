import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { cookieSession, createTrust, memoryStore } from '@retrust/core'
import { signIn } from '@retrust/core/testing'
import { expect, test } from 'vitest'
import { judgeUpgrade } from '../src/index.ts'

const HANDSHAKE = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'

test('a WebSocket whose session is revoked is closed in its own words, with 1008', async () => {
  const trust = createTrust({ store: memoryStore(), credentials: [cookieSession({ secure: false })], policy: [] })
  const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
  const server = createServer().listen(0, '127.0.0.1')
  const opened = new Promise<AbortSignal>((resolve) => {
    server.on('upgrade', async (req, socket) => {
      const verdict = await judgeUpgrade(trust, req, socket, {})
      if (!verdict.continue) return
      socket.write(HANDSHAKE)
      resolve(verdict.view.abortSignal)
    })
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connect(port, '127.0.0.1')
  const received: Buffer[] = []
  client.on('data', (chunk) => received.push(chunk))
  client.write(
    [
      'GET /live HTTP/1.1',
      `host: 127.0.0.1:${port}`,
      'connection: upgrade',
      'upgrade: websocket',
      `cookie: ${cookie}`,
      '',
      '',
    ].join('\r\n'),
  )
  const signal = await opened
  await trust.revoke({ subject: { id: 'alice' } })
  await once(client, 'end')
  expect(signal.aborted).toBe(true)
  const bytes = Buffer.concat(received)
  expect(bytes.subarray(0, HANDSHAKE.length).toString()).toBe(HANDSHAKE)
  expect([...bytes.subarray(HANDSHAKE.length)]).toEqual([0x88, 0x02, 0x03, 0xf0])
  server.close()
})
