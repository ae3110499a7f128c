import { connect } from 'node:net'
import { signIn } from '@retrust/core/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { edited, fuzzAsync } from './fuzz.ts'
import { type Listening, listen, SECRET, servers } from './servers.ts'

const head = (first: string, ...lines: readonly string[]): string =>
  [`${first} HTTP/1.1`, 'Host: 127.0.0.1', ...lines, 'Connection: close', '', ''].join('\r\n')

const forged = `session=${'a'.repeat(22)}.${'b'.repeat(43)}`
const seeds = [
  head(
    'GET /account',
    `Cookie: ${forged}`,
    'Accept: text/html',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0',
  ),
  head('POST /served/x', 'Content-Length: 5', 'Sec-Fetch-Site: same-origin').concat('hello'),
  head('POST /served/x', 'Transfer-Encoding: chunked', 'Content-Type: text/plain').concat('5\r\nhello\r\n0\r\n\r\n'),
  head(
    'GET /account',
    'Authorization: Bearer a.b.c',
    'X-Forwarded-For: 203.0.113.9',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Host: a.test',
  ),
  head('OPTIONS /account', 'Origin: https://a.test', 'Access-Control-Request-Method: POST'),
  head('GET http://127.0.0.1/account', `Cookie: ${forged}; ${forged}`),
  head('OPTIONS *'),
  head('TRACE /served/x'),
  head(
    'GET /account',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Origin: http://127.0.0.1',
  ),
  head('CONNECT a.test:443'),
]
const words = [
  ...[
    '\r\n',
    '\n',
    ': ',
    'Cookie: session=',
    'X-HTTP-Method-Override: DELETE\r\n',
    'Upgrade: websocket\r\nConnection: Upgrade\r\n',
    'Content-Length: 0\r\n',
  ],
  ...[
    'TRACE',
    'QUERY',
    'PROPFIND',
    'CONNECT',
    ' HTTP/1.0',
    '/served/',
    '/account',
    '%2e%2e/',
    '//',
    'http://',
    'Expect: 100-continue\r\n',
    'Transfer-Encoding: chunked\r\n',
  ],
]

/** Sends these bytes, says that no more come, and answers all that comes back. */
function send(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes, 'latin1'))
    socket.setTimeout(20_000, () => reject(new Error(`no end of the answer after ${JSON.stringify(answer)}`)))
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      socket.setTimeout(0)
      resolve(answer)
    })
  })
}

describe.each(Object.entries(servers))('a server with %s', (_, make) => {
  let server: Listening
  beforeAll(async () => {
    server = await listen(make)
  })
  afterAll(() => server.close())
  // Frameworks print what a client does who leaves in the middle of a body.
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
  })

  // What was answered with 500 once.
  test.each([
    head('TRACE /served/x'),
    head('OPTIONS *'),
    head('POST /served/x', 'Content-Length: 0').replace('Host: 127.0.0.1', 'Host: 1.2.3.4.5'),
    head('TRACE /served/x').replace('Host: 127.0.0.1', 'Host: a.test:1__proto__'),
    head('GET http://127.999.0.1/served/x'),
    head('GET http://[127.0.0.1/account'),
  ])('answers %j with less than 500', async (bytes) => {
    expect(await send(server.port, bytes)).toMatch(/^HTTP\/1\.1 [1-4]/)
  })

  test('answers bytes of any make with less than 500 or not at all, shows nobody what is guarded, and goes on', async () => {
    await fuzzAsync(edited(seeds, words), 300, async (bytes) => {
      const answer = await send(server.port, bytes)
      const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))
      expect(statuses.filter((status) => status >= 500)).toEqual([])
      expect(answer).not.toContain(SECRET)
    })
    const { cookie } = await signIn(server.trust, { subject: { id: 'alice' } })
    expect(await send(server.port, head('GET /account', `Cookie: ${cookie}`))).toContain(SECRET)
    expect(server.faults).toEqual([])
  })
})
