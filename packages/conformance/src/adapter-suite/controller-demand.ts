import assert from 'node:assert/strict'
import type { SignalSource } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import { type Answer, type Exchange, json, type Layer, route } from './app-plan.ts'
import { problemOf } from './problem-of.ts'
import type { SuiteContext } from './suite-context.ts'

/** A demand in a handler: once it is refused, the refusal is what the client gets, whatever the application does. */
export function controllerDemandGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('a demand in a handler', () => {
    const mfa = ({ trust }: Exchange) => trust().demand({ acr: 'mfa', action: 'pay' })
    const engine = () => suite.engine({ signals: { slow }, actions: { pay: {} } })
    const before: Layer = {
      kind: 'headers',
      headers: [
        ['access-control-allow-origin', 'https://shop.example.test'],
        ['vary', 'Origin'],
        ['x-request-id', 'r1'],
        ['set-cookie', 'theme=dark'],
      ],
    }

    /** Sends one POST as somebody who logged in with a password only, and answers what came back and what was recorded. */
    async function refuse(handle: (exchange: Exchange) => Promise<Answer>, extra: readonly Layer[] = []) {
      const { trust, records } = engine()
      let response: Response | undefined
      const layers = [before, ...extra, { kind: 'retrust', trust } as const, route('POST /transfers', handle)]
      await suite.run(layers, async (client) => {
        const alice = await client.as(trust, 'alice')
        response = await alice('/transfers', { method: 'POST' })
        await problemOf(response, 401, 'demand.acr')
      })
      assert.ok(response !== undefined)
      assert.match(response.headers.get('www-authenticate') ?? '', /insufficient_user_authentication/)
      assert.equal(response.headers.get('access-control-allow-origin'), 'https://shop.example.test')
      assert.match(response.headers.get('vary') ?? '', /origin/i)
      assert.equal(response.headers.get('x-request-id'), 'r1')
      assert.ok(response.headers.getSetCookie().includes('theme=dark'))
      return { response, ignored: records.filter((record) => record.type === 'demand.ignored').length }
    }

    const throws = async (exchange: Exchange): Promise<Answer> => {
      await mfa(exchange)
      return json({ paid: true }, 201)
    }
    const swallows = async (exchange: Exchange, answer: Answer): Promise<Answer> => {
      await mfa(exchange).catch(() => undefined)
      return answer
    }

    test('goes on where it is met', async () => {
      const { trust } = engine()
      await suite.run([{ kind: 'retrust', trust }, route('POST /transfers', throws)], async (client) => {
        const alice = await client.as(trust, 'alice', 'mfa')
        const response = await alice('/transfers', { method: 'POST' })
        assert.equal(response.status, 201)
        assert.deepEqual(await response.json(), { paid: true })
      })
    })

    test('refuses completely, with what was set before', async () => {
      const { response, ignored } = await refuse(throws)
      assert.equal(response.headers.get('etag'), null)
      assert.equal(ignored, 0)
    })

    test('a catch-all error layer does not get in its way', async () => {
      await refuse(throws, [{ kind: 'catch-all' }])
    })

    test('a handler that swallows it and answers a success sends the refusal, and that is recorded', async () => {
      const { response, ignored } = await refuse((exchange) => swallows(exchange, json({ paid: true }, 201)))
      assert.equal(response.headers.get('content-type'), 'application/problem+json')
      assert.equal(ignored, 1)
    })

    const own: Answer = {
      kind: 'raw',
      status: 200,
      headers: [
        ['etag', '"1"'],
        ['x-secret', 'balance'],
      ],
      body: 'paid',
    }
    test('a handler that swallows it and answers past the framework sends the refusal', async () => {
      const { response } = await refuse((exchange) => swallows(exchange, own))
      assert.equal(response.headers.get('x-secret'), null)
      assert.equal(response.headers.get('etag'), null)
    })

    test('a handler that swallows it and redirects sends the refusal', async () => {
      const { response } = await refuse((exchange) => swallows(exchange, { kind: 'redirect', to: '/done' }))
      assert.equal(response.headers.get('location'), null)
    })

    test('a handler that swallows it and streams sends the refusal', async () => {
      await refuse((exchange) => swallows(exchange, { kind: 'stream', pieces: twice('paid') }))
    })

    test('a handler that swallows it and sends nothing is answered for', async () => {
      const { ignored } = await refuse((exchange) => swallows(exchange, { kind: 'silence' }))
      assert.equal(ignored, 0)
    })

    test('headers that are set after the refusal neither throw nor go out', async () => {
      const { response } = await refuse(async (exchange) => {
        await mfa(exchange).catch(() => undefined)
        exchange.setHeader('x-balance', '1000')
        exchange.setHeader('content-type', 'text/html')
        return json({})
      })
      assert.equal(response.headers.get('x-balance'), null)
    })

    test('an answer waits for a demand that nobody awaited, and is replaced where it is refused', async () => {
      await refuse(async (exchange) => {
        mfa(exchange).catch(() => undefined)
        return json({ paid: true })
      })
    })

    test('an answer that waited goes out whole where the demand is met', async () => {
      const { trust } = engine()
      const answers: readonly (readonly [Answer, string])[] = [
        [json({ paid: true }), '{"paid":true}'],
        [{ kind: 'stream', pieces: twice('paid') }, 'paidpaid'],
        [own, 'paid'],
      ]
      for (const [answer, body] of answers) {
        const handle = async (exchange: Exchange) => {
          mfa(exchange).catch(() => undefined)
          return answer
        }
        await suite.run([{ kind: 'retrust', trust }, route('POST /transfers', handle)], async (client) => {
          const alice = await client.as(trust, 'alice', 'mfa')
          const response = await alice('/transfers', { method: 'POST' })
          assert.equal(response.status, 200)
          assert.equal(await response.text(), body)
        })
      }
    })

    test('a refusal after the head went out cuts the answer', async () => {
      const { trust } = engine()
      let goOn: () => void = () => undefined
      const asked = new Promise<void>((resolve) => {
        goOn = resolve
      })
      const handle = async (exchange: Exchange): Promise<Answer> => {
        const view = exchange.trust()
        async function* pieces() {
          yield 'one'
          await asked
          await view.demand({ acr: 'mfa' }).catch(() => undefined)
          yield 'two'
        }
        return { kind: 'stream', pieces: pieces() }
      }
      await suite.run([{ kind: 'retrust', trust }, route('GET /feed', handle)], async (client) => {
        const alice = await client.as(trust, 'alice')
        const response = await alice('/feed')
        assert.equal(response.status, 200)
        const reader = (response.body as ReadableStream<Uint8Array>).getReader()
        assert.equal(new TextDecoder().decode((await reader.read()).value), 'one')
        goOn()
        await assert.rejects(readAll(reader))
      })
    })

    test('check() asks without refusing', async () => {
      const { trust } = engine()
      const handle = async ({ trust: view }: Exchange) => json({ met: (await view().check({ acr: 'mfa' })).met })
      await suite.run([{ kind: 'retrust', trust }, route('POST /transfers', handle)], async (client) => {
        const alice = await client.as(trust, 'alice')
        const response = await alice('/transfers', { method: 'POST' })
        assert.equal(response.status, 200)
        assert.deepEqual(await response.json(), { met: false })
      })
    })
  })
}

/** Asked where an action is named, so that a demand takes longer than an answer that does not wait for it. */
const slow: SignalSource = {
  perAction: true,
  read: () => new Promise((resolve) => setImmediate(() => resolve('asked'))),
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}

function twice(piece: string): AsyncIterable<string> {
  return {
    async *[Symbol.asyncIterator]() {
      yield piece
      yield piece
    },
  }
}
