import assert from 'node:assert/strict'
import type { TestRunner } from '../test-runner.ts'
import type { Layer } from './app-plan.ts'
import { problemOf } from './problem-of.ts'
import type { Client, SuiteContext } from './suite-context.ts'

/** Endpoints of other packages: one function from request to response, the same in every framework. */
export function endpointsGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('served endpoints', () => {
    type Endpoints = Extract<Layer, { kind: 'serve' }>['endpoints']
    const run = async (endpoints: Endpoints, check: (send: Client['send'], origin: string) => Promise<void>) => {
      const { trust } = suite.engine()
      const layers: Layer[] = [
        {
          kind: 'headers',
          headers: [
            ['set-cookie', 'theme=dark'],
            ['x-request-id', 'r1'],
          ],
        },
        { kind: 'retrust', trust },
        { kind: 'serve', at: '/served', endpoints },
      ]
      await suite.run(layers, async (client) => check(await client.as(trust, 'alice'), client.origin))
    }

    test('get the request that the client sent, and the view of its trust', async () => {
      const echo: Endpoints = async (request, trust) =>
        Response.json({
          url: request.url,
          method: request.method,
          own: request.headers.get('x-own'),
          body: await request.text(),
          id: trust.subject?.id,
        })
      await run(echo, async (send, origin) => {
        const body = 'ü'.repeat(100_000)
        const headers = { 'x-own': '1', 'content-type': 'text/plain', 'content-length': String(2 * body.length) }
        const response = await send('/served/echo?x=%2F', { method: 'POST', headers, body })
        assert.equal(response.status, 200)
        const url = `${origin}/served/echo?x=%2F`
        assert.deepEqual(await response.json(), { url, method: 'POST', own: '1', body, id: 'alice' })
        const empty = await send('/served/echo')
        assert.equal(((await empty.json()) as { body: string }).body, '')
      })
    })

    test('answer with status, headers, several cookies and a body in pieces, beside what was set before', async () => {
      const answer: Endpoints = async () => {
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            for (const piece of ['one', 'two']) controller.enqueue(new TextEncoder().encode(piece))
            controller.close()
          },
        })
        const headers = new Headers({ 'content-type': 'text/plain', 'x-own': '2' })
        headers.append('set-cookie', 'a=1')
        headers.append('set-cookie', 'b=2')
        return new Response(body, { status: 202, headers })
      }
      await run(answer, async (send) => {
        const response = await send('/served/x')
        assert.equal(response.status, 202)
        assert.equal(response.headers.get('x-own'), '2')
        assert.equal(response.headers.get('x-request-id'), 'r1')
        assert.deepEqual(response.headers.getSetCookie().sort(), ['a=1', 'b=2', 'theme=dark'])
        assert.equal(await response.text(), 'onetwo')
        const head = await send('/served/x', { method: 'HEAD' })
        assert.equal(head.status, 202)
        assert.equal(await head.text(), '')
      })
    })

    test('answer without a body', async () => {
      await run(
        async () => new Response(null, { status: 204 }),
        async (send) => assert.equal((await send('/served/x')).status, 204),
      )
    })

    test('may demand, raise and begin like any handler', async () => {
      const proof: Endpoints = async (request, trust) => {
        if (request.method === 'GET') await trust.demand({ acr: 'mfa' })
        else await trust.raise({ acr: 'mfa', amr: ['otp'] })
        return new Response('done')
      }
      await run(proof, async (send) => {
        await problemOf(await send('/served/x'), 401, 'demand.acr')
        const raised = await send('/served/x', { method: 'POST' })
        assert.equal(raised.status, 200)
        assert.match(raised.headers.getSetCookie().join(), /session=[^;]/)
      })
    })

    test('hear when their client leaves', async () => {
      if (!suite.adapter.wired) return
      let tell: (reason: unknown) => void = () => undefined
      const left = new Promise<unknown>((resolve) => {
        tell = resolve
      })
      const endless: Endpoints = async (request) => {
        request.signal.addEventListener('abort', () => tell('left'))
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(new TextEncoder().encode('hello')),
        })
        return new Response(body)
      }
      await run(endless, async (send) => {
        const reader = ((await send('/served/x')).body as ReadableStream<Uint8Array>).getReader()
        await reader.read()
        await reader.cancel()
        assert.equal(await left, 'left')
      })
    })

    test("that fail end in the framework's error handling", async () => {
      const broken: Endpoints = async () => {
        throw new Error('broken')
      }
      await run(broken, async (send) => assert.equal((await send('/served/x')).status, 500))
    })
  })
}
