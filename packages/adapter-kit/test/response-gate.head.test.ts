import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { exchange, exchangeHttp2 } from './gated-server.ts'

function flush(res: ServerResponse): ServerResponse {
  res.flushHeaders()
  return res
}

describe('the head', () => {
  const cookies = ['session=s', 'device=d']

  test.each([
    ['end', (res: ServerResponse) => res.end('ok')],
    ['write', (res: ServerResponse) => res.write('o') && res.end('k')],
    ['flushHeaders', (res: ServerResponse) => flush(res).end('ok')],
    ['writeHead', (res: ServerResponse) => res.writeHead(200).end('ok')],
    ['writeHead with a message', (res: ServerResponse) => res.writeHead(200, 'Fine').end('ok')],
    ['writeHead with an object', (res: ServerResponse) => res.writeHead(200, { 'x-a': '1' }).end('ok')],
    ['writeHead with a list', (res: ServerResponse) => res.writeHead(200, ['x-a', '1']).end('ok')],
    ['a pipe', (res: ServerResponse) => Readable.from(['o', 'k']).pipe(res)],
  ])('gets the cookies and is told to the engine once: %s', async (_, send) => {
    const got = await exchange(({ res, trust }) => {
      trust.cookies = cookies
      send(res)
    })
    expect(got).toMatchObject({ status: 200, body: 'ok' })
    expect(got.headers['set-cookie']).toEqual(cookies)
    expect(got.trust.calls.filter((call) => call !== 'closed')).toEqual(['settle 200'])
  })

  test.each<[string, (res: ServerResponse) => unknown, string[]]>([
    ['set before', (res) => res.setHeader('Set-Cookie', 'a=1') && res.end('ok'), ['a=1', ...cookies]],
    [
      'set before, several',
      (res) => res.setHeader('set-cookie', ['a=1', 'b=2']) && res.end('ok'),
      ['a=1', 'b=2', ...cookies],
    ],
    [
      'in an object',
      (res) => res.writeHead(200, { 'Set-Cookie': ['a=1', 'b=2'] }).end('ok'),
      ['a=1', 'b=2', ...cookies],
    ],
    [
      'in a list',
      (res) => res.writeHead(200, ['Set-Cookie', 'a=1', 'set-cookie', 'b=2']).end('ok'),
      ['a=1', 'b=2', ...cookies],
    ],
    [
      'in a list of lists',
      (res) => res.writeHead(200, ['Set-Cookie', ['a=1', 'b=2']]).end('ok'),
      ['a=1', 'b=2', ...cookies],
    ],
    [
      'set before and in an object (which replaces it, as in Node)',
      (res) => res.setHeader('set-cookie', 'gone=1') && res.writeHead(200, { 'set-cookie': 'a=1' }).end('ok'),
      ['a=1', ...cookies],
    ],
  ])('keeps the cookies of the application: %s', async (_, send, expected) => {
    const got = await exchange(({ res, trust }) => {
      trust.cookies = cookies
      send(res)
    })
    expect(got.headers['set-cookie']).toEqual(expected)
  })

  test('is left as the application made it where there are no cookies', async () => {
    const got = await exchange(({ res }) =>
      res.writeHead(201, 'Made', { 'x-a': ['1', '2'], 'set-cookie': ['a=1'] }).end('ok'),
    )
    expect(got).toMatchObject({ status: 201, message: 'Made', body: 'ok' })
    expect(got.headers).toMatchObject({ 'x-a': '1, 2', 'set-cookie': ['a=1'] })
  })

  test('over HTTP/2', async () => {
    const got = await exchangeHttp2(({ res, trust }) => {
      trust.cookies = cookies
      res.setHeader('set-cookie', 'a=1')
      res.end('ok')
    })
    expect(got).toMatchObject({ status: 200, body: 'ok' })
    expect(got.headers['set-cookie']).toEqual(['a=1', ...cookies])
  })
})
