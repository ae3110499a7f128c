import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { judgeUpgrade, type UpgradeVerdict } from '@retrust/adapter-kit'
import { cookieSession, createTrust, type Demand, memoryStore, presets, type Trust } from '@retrust/core'
import { manualClock, signIn } from '@retrust/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let trust: Trust
let close: (() => Promise<void>) | undefined

beforeEach(() => {
  trust = createTrust({
    store: memoryStore(),
    credentials: [cookieSession({ secure: false })],
    policy: presets.balanced(),
    clock: manualClock(),
  })
})

afterEach(async () => {
  await close?.()
  close = undefined
  await trust.close()
})

/** A server that opens what it is allowed to open, with a line of its own. */
async function serve(
  demand: Demand | undefined,
  opened: (verdict: UpgradeVerdict & { continue: true }) => void = () => undefined,
) {
  const faults: unknown[] = []
  const sockets: Duplex[] = []
  const server = createServer()
  server.on('upgrade', (req, socket) => {
    sockets.push(socket)
    judgeUpgrade(trust, req, socket, demand).then(
      (verdict) => {
        if (!verdict.continue) return
        socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\nhello')
        opened(verdict)
      },
      (error) => faults.push(error),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  close = async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
    expect(faults).toEqual([])
  }
  return { port, host: `127.0.0.1:${port}` }
}

/** All that comes back until the server closes the connection. */
async function knock(port: number, headers: readonly string[], path = '/feed', until?: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write([`GET ${path} HTTP/1.1`, 'Connection: Upgrade', 'Upgrade: websocket', ...headers, '', ''].join('\r\n'))
  if (until === undefined) return text(socket)
  let got = ''
  for await (const piece of socket.setEncoding('utf8')) {
    got += piece
    if (got.includes(until)) break
  }
  socket.destroy()
  return got
}

describe('an upgrade', () => {
  test('of a live session goes on, with its view', async () => {
    let who: string | undefined
    const { port, host } = await serve({}, ({ view }) => {
      who = view.subject?.id
    })
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    const got = await knock(port, [`Host: ${host}`, `Origin: http://${host}`, `Cookie: ${cookie}`], '/feed', 'hello')
    expect(got).toContain('101 Switching')
    expect(who).toBe('alice')
  })

  test('of nobody is refused before 101 where a session is demanded, and goes on where none is', async () => {
    const strict = await serve({})
    const refused = await knock(strict.port, [`Host: ${strict.host}`])
    expect(refused).toMatch(/^HTTP\/1\.1 401 /)
    expect(refused).toMatch(/content-type: application\/problem\+json\r\n/)
    const [head = '', body = ''] = refused.split('\r\n\r\n')
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`)
    expect(JSON.parse(body)).toMatchObject({ code: 'credential.absent', status: 401 })
    await close?.()
    const open = await serve(undefined)
    expect(await knock(open.port, [`Host: ${open.host}`], '/feed', 'hello')).toContain('101')
  })

  test('from another site is refused, also with a session', async () => {
    const { port, host } = await serve(undefined)
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    const got = await knock(port, [`Host: ${host}`, 'Origin: https://evil.example.test', `Cookie: ${cookie}`])
    expect(got).toMatch(/^HTTP\/1\.1 403 /)
    expect(got).toContain('cross-site')
  })

  test('with a demand that is not met is refused, also to a person who would get a page', async () => {
    const { port, host } = await serve({ acr: 'mfa' })
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    const got = await knock(port, [`Host: ${host}`, `Origin: http://${host}`, 'Accept: text/html', `Cookie: ${cookie}`])
    expect(got).toMatch(/^HTTP\/1\.1 401 /)
    expect(got).toContain('demand.acr')
  })

  test('whose target cannot be classified is a 400', async () => {
    const { port, host } = await serve(undefined)
    expect(await knock(port, [`Host: ${host}`], '/feed#x')).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('is closed when its trust ends', async () => {
    let aborted = false
    const { port, host } = await serve({}, ({ view }) => {
      view.abortSignal.addEventListener('abort', () => {
        aborted = true
      })
      void trust.revoke({ subject: { id: 'alice' } })
    })
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    const got = await knock(port, [`Host: ${host}`, `Origin: http://${host}`, `Cookie: ${cookie}`])
    expect(got).toContain('hello')
    expect(aborted).toBe(true)
  })

  test('of another protocol is an upgrade all the same', async () => {
    const { port, host } = await serve(undefined)
    const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
    const socket = connect(port, '127.0.0.1')
    const lines = [
      'GET /feed HTTP/1.1',
      'Connection: Upgrade',
      'Upgrade: irc',
      `Host: ${host}`,
      'Origin: https://evil.example.test',
    ]
    socket.write([...lines, `Cookie: ${cookie}`, '', ''].join('\r\n'))
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 /)
  })
})
