import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { refusal } from './fake-trust-request.ts'
import { exchange, exchangeHttp2 } from './gated-server.ts'

function flush(res: ServerResponse): ServerResponse {
  res.flushHeaders()
  return res
}

describe('while a demand is under way', () => {
  test('everything waits, then goes out in order, with callbacks and a drain', async () => {
    const heard: string[] = []
    const got = await exchange(({ res, trust }) => {
      trust.startDemand()
      res.on('drain', () => heard.push('drain'))
      res.writeHead(202, { 'x-a': '1' })
      heard.push(`write ${res.write('one', () => heard.push('written'))}`)
      res.write('two')
      res.end('three', () => heard.push('ended'))
      heard.push(`sent ${res.headersSent}`)
      trust.cookies = ['late=1']
      trust.meetDemand()
    })
    expect(got).toMatchObject({ status: 202, body: 'onetwothree' })
    expect(got.headers).toMatchObject({ 'x-a': '1', 'set-cookie': ['late=1'] })
    expect(heard.slice(0, 2)).toEqual(['write false', 'sent false'])
    expect(heard.slice(2).sort()).toEqual(['drain', 'ended', 'written'])
  })

  test('a second demand is waited for too', async () => {
    const got = await exchange(({ res, trust }) => {
      trust.startDemand()
      res.end('ok')
      trust.meetDemand()
      trust.startDemand()
      queueMicrotask(() => trust.refuseDemand())
    })
    expect(got.status).toBe(401)
  })

  test('a head that waited leaves its CORS headers and cookies to the refusal, and nothing else', async () => {
    const got = await exchange(({ res, trust }) => {
      res.setHeader('x-request-id', 'r1')
      trust.startDemand()
      res.writeHead(200, { 'access-control-allow-origin': '*', 'set-cookie': 'a=1', etag: '"1"', 'x-balance': '1000' })
      res.end('secret')
      trust.refuseDemand()
    })
    expect(got).toMatchObject({ status: 401, body: refusal.body })
    expect(got.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'set-cookie': ['a=1'],
      'x-request-id': 'r1',
    })
    expect(got.headers.etag).toBeUndefined()
    expect(got.headers['x-balance']).toBeUndefined()
  })
})

describe('after a refusal', () => {
  const whole = { status: 401, message: 'Unauthorized', body: refusal.body, cut: false }

  test('headers from before stay, the content goes, whoever removes them afterwards', async () => {
    const got = await exchange(({ res, trust }) => {
      for (const [name, value] of Object.entries({ 'X-Request-Id': 'r1', 'Set-Cookie': 'a=1', Vary: 'Origin' }))
        res.setHeader(name, value)
      for (const name of ['Content-Type', 'ETag', 'Content-Encoding', 'Location', 'Cache-Control'])
        res.setHeader(name, 'x')
      res.statusMessage = 'Fine'
      trust.refuseDemand()
      for (const name of res.getHeaderNames()) res.removeHeader(name)
      res.setHeader('x-balance', '1000')
      res.setHeader('vary', 'Accept')
      res.setHeader('access-control-allow-origin', '*')
      res.statusCode = 500
      res.end('error page')
    })
    expect(got).toMatchObject(whole)
    expect(got.headers).toMatchObject({
      'x-request-id': 'r1',
      'set-cookie': ['a=1'],
      vary: expect.stringMatching(/^origin, accept/),
      'access-control-allow-origin': '*',
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'www-authenticate': 'Bearer',
      'content-length': String(Buffer.byteLength(refusal.body)),
    })
    for (const name of ['x-balance', 'etag', 'content-encoding', 'location']) expect(got.headers[name]).toBeUndefined()
    expect(got.trust.calls.filter((call) => call !== 'closed')).toEqual(['settle 401'])
  })

  test.each<[string, (res: ServerResponse) => unknown]>([
    ['end', (res) => res.end('paid')],
    ['write', (res) => res.write('paid') && res.write('paid') && res.end()],
    ['writeHead', (res) => res.writeHead(200, { etag: '"1"' }).end('paid')],
    ['flushHeaders', (res) => flush(res).end('paid')],
    ['pipe', (res) => Readable.from(['paid', 'paid']).pipe(res)],
  ])('a success by %s becomes the refusal, and is told once', async (_, send) => {
    const got = await exchange(({ res, trust }) => {
      trust.refuseDemand()
      send(res)
    })
    expect(got).toMatchObject(whole)
    expect(got.headers.etag).toBeUndefined()
    expect(got.trust.calls.filter((call) => call === 'ignored')).toHaveLength(1)
  })

  test("an application's own error is no success", async () => {
    const got = await exchange(({ res, trust }) => {
      trust.refuseDemand()
      res.writeHead(500).end('caught')
    })
    expect(got).toMatchObject(whole)
    expect(got.trust.calls).not.toContain('ignored')
  })

  test('what an application does to its response afterwards neither throws nor hangs', async () => {
    const heard: string[] = []
    const got = await exchange(({ res, trust }) => {
      trust.refuseDemand()
      res.end('one', () => heard.push('ended'))
      res.setHeader('x-a', '1')
      res.appendHeader('x-a', '2')
      res.removeHeader('x-a')
      res.writeHead(200, { 'x-a': '1' })
      res.flushHeaders()
      res.addTrailers({ 'x-t': '1' })
      res.write('two', () => heard.push('written'))
      res.end('three', 'utf8', () => heard.push('ended'))
    })
    expect(got).toMatchObject(whole)
    expect(heard.sort()).toEqual(['ended', 'ended', 'written'])
  })

  test('HEAD gets the head alone', async () => {
    const got = await exchange(
      ({ res, trust }) => {
        trust.refuseDemand()
        res.end()
      },
      { method: 'HEAD' },
    )
    expect(got).toMatchObject({ status: 401, body: '' })
    expect(got.headers['content-length']).toBe(String(Buffer.byteLength(refusal.body)))
  })

  test('it is sent where nobody sends anything', async () => {
    expect(await exchange(({ trust }) => trust.refuseDemand())).toMatchObject(whole)
  })

  test('the first one counts', async () => {
    const got = await exchange(({ res, gate, trust }) => {
      trust.refuseDemand()
      gate.refuse({ ...refusal, status: 403, body: '{}' })
      res.end()
    })
    expect(got).toMatchObject(whole)
  })

  test('an answer that had begun is cut', async () => {
    const got = await exchange(({ res, trust }) => {
      res.write('half', () => trust.refuseDemand())
    })
    expect(got).toMatchObject({ status: 200, cut: true })
  })

  test('over HTTP/2', async () => {
    const got = await exchangeHttp2(({ res, trust }) => {
      res.setHeader('x-request-id', 'r1')
      trust.refuseDemand()
      res.writeHead(200, { etag: '"1"' })
      res.write('paid')
      res.end('paid')
    })
    expect(got).toMatchObject({ status: 401, body: refusal.body })
    expect(got.headers).toMatchObject({ 'x-request-id': 'r1', 'content-type': 'application/problem+json' })
  })
})
