import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { TrustRefusal } from '@retrust/core'
import { describe, expect, test } from 'vitest'
import { refusal } from './fake-trust-request.ts'
import { exchange } from './gated-server.ts'

describe('when trust ends', () => {
  const reason = new TrustRefusal(refusal)

  test('an open answer ends well, and what is written later goes nowhere', async () => {
    const got = await exchange(({ res, trust }) => {
      res.write('hello', () => {
        trust.abort(reason)
        res.write('more')
        res.end('more')
      })
    })
    expect(got).toMatchObject({ status: 200, body: 'hello', cut: false })
  })

  test('an answer of a stated length cannot end well: it is cut', async () => {
    const got = await exchange(({ res, trust }) => {
      res.writeHead(200, { 'content-length': 100 })
      res.write('hello', () => trust.abort(reason))
    })
    expect(got.cut).toBe(true)
  })

  test('an answer that has not begun is the refusal', async () => {
    const got = await exchange(({ res, trust }) => {
      trust.abort(reason)
      res.end('late')
    })
    expect(got).toMatchObject({ status: 401, body: refusal.body })
  })

  test('a pipeline into the response ends without an error that nobody hears', async () => {
    let ended: unknown
    const got = await exchange(async ({ res, trust }) => {
      async function* feed() {
        yield 'hello'
        trust.abort(reason)
        yield 'more'
      }
      ended = await pipeline(Readable.from(feed()), res).catch((error: unknown) => error)
    })
    expect(got).toMatchObject({ status: 200, cut: false })
    void ended
  })
})

describe('the end of a response', () => {
  test('is told, also where the client left before', async () => {
    const got = await exchange(({ res }) => res.end('ok'))
    await Promise.resolve()
    expect(got.trust.calls).toContain('closed')
    let closed: Promise<unknown> = Promise.resolve()
    const left = exchange(({ req, res }) => {
      closed = once(res, 'close')
      req.socket.destroy()
    })
    await expect(left).rejects.toThrow()
    await closed
  })
})
