import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { refusal } from './fake-trust-request.ts'
import { exchange } from './gated-server.ts'

describe('layers that wrap the same response', () => {
  /** As session libraries do: a cookie when the head goes out. */
  const sessionLayer = (res: ServerResponse) => {
    const writeHead = res.writeHead
    res.writeHead = ((...args: Parameters<typeof writeHead>) => {
      res.appendHeader('set-cookie', 'sid=1')
      return writeHead.apply(res, args)
    }) as typeof writeHead
  }
  /** As compression does: its own encoding when the head goes out, and a body of its own. */
  const shoutingLayer = (res: ServerResponse) => {
    const { writeHead, write, end } = res
    res.writeHead = ((...args: Parameters<typeof writeHead>) => {
      res.setHeader('content-encoding', 'shout')
      res.removeHeader('content-length')
      return writeHead.apply(res, args)
    }) as typeof writeHead
    res.write = ((piece: string) => write.call(res, piece.toUpperCase(), 'utf8')) as typeof write
    res.end = ((piece?: string) => {
      // Asynchronously, as zlib answers.
      setImmediate(() => end.call(res, piece?.toUpperCase() ?? '', 'utf8'))
      return res
    }) as typeof end
  }

  test.each([
    ['before', true],
    ['after', false],
  ])('a session cookie goes out with a refusal, mounted %s', async (_, isBelow) => {
    const got = await exchange(
      ({ res, trust }) => {
        if (!isBelow) sessionLayer(res)
        trust.refuseDemand()
        res.end('paid')
      },
      isBelow ? { below: sessionLayer } : {},
    )
    expect(got).toMatchObject({ status: 401, body: refusal.body })
    expect(got.headers['set-cookie']).toEqual(['sid=1'])
  })

  test('a compressing layer below compresses the refusal', async () => {
    const got = await exchange(
      ({ res, trust }) => {
        trust.refuseDemand()
        res.end('paid')
      },
      { below: shoutingLayer },
    )
    expect(got).toMatchObject({ status: 401, body: refusal.body.toUpperCase() })
    expect(got.headers['content-encoding']).toBe('shout')
  })

  test('a compressing layer above that got hold of the body first is left to finish what it says', async () => {
    const got = await exchange(
      ({ res, gate }) => {
        shoutingLayer(res)
        gate.refuse(refusal)
        gate.send()
        res.end('paid')
      },
      { unarmed: true },
    )
    expect(got).toMatchObject({ status: 401, body: refusal.body.toUpperCase(), cut: false })
    expect(got.headers['content-encoding']).toBe('shout')
    expect(got.headers['content-length']).toBeUndefined()
  })

  test('a compressing layer above cannot touch it', async () => {
    const got = await exchange(({ res, trust }) => {
      shoutingLayer(res)
      trust.refuseDemand()
      res.end('paid')
    })
    expect(got).toMatchObject({ status: 401, body: refusal.body })
    expect(got.headers['content-encoding']).toBeUndefined()
  })
})
