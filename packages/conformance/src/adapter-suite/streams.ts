import assert from 'node:assert/strict'
import type { TestRunner } from '../test-runner.ts'
import { type Exchange, json, type Layer, route } from './app-plan.ts'
import type { SuiteContext } from './suite-context.ts'

/** An open stream lives as long as the trust that it was opened with. */
export function streamsGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('streams', () => {
    /** A feed that begins with `hello` and goes on until `over`. */
    const feed = (over: (signal: AbortSignal) => Promise<string | undefined>): Layer =>
      route(
        'GET /feed',
        ({ trust }: Exchange) => {
          const signal = trust().abortSignal
          async function* pieces() {
            yield 'hello'
            const last = await over(signal)
            if (last !== undefined) yield last
          }
          return { kind: 'stream', pieces: pieces() }
        },
        { demand: 'any' },
      )
    const ending = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

    test('a revocation fires the signal, the feed ends, and the next request is refused', async () => {
      const { trust } = suite.engine()
      const layer = feed(async (signal) => ending(signal).then(() => undefined))
      await suite.run([{ kind: 'retrust', trust }, layer], async (client) => {
        const alice = await client.as(trust, 'alice')
        const reader = bodyOf(await alice('/feed'))
        assert.equal(await next(reader), 'hello')
        await trust.revoke({ subject: { id: 'alice' } }, { reason: 'offboarded' })
        assert.equal(await next(reader), undefined)
        assert.equal((await alice('/feed')).status, 401)
      })
    })

    test('a feed that does not listen is ended for it', async () => {
      const { trust } = suite.engine()
      await suite.run([{ kind: 'retrust', trust }, feed(() => new Promise(() => undefined))], async (client) => {
        const alice = await client.as(trust, 'alice')
        const reader = bodyOf(await alice('/feed'))
        assert.equal(await next(reader), 'hello')
        await trust.revoke({ subject: { id: 'alice' } })
        assert.equal(await next(reader), undefined)
      })
    })

    test('a feed that asks for its signal after its head went out is ended too, or may not ask', async () => {
      const { trust } = suite.engine()
      const late = route(
        'GET /feed',
        ({ trust: view }: Exchange) => {
          async function* pieces() {
            yield 'hello'
            await ending(view().abortSignal)
          }
          return { kind: 'stream', pieces: pieces() }
        },
        { demand: 'any' },
      )
      await suite.run([{ kind: 'retrust', trust }, late], async (client) => {
        const alice = await client.as(trust, 'alice')
        const read = async () => {
          const reader = bodyOf(await alice('/feed'))
          assert.equal(await next(reader), 'hello')
          await trust.revoke({ subject: { id: 'alice' } })
          assert.equal(await next(reader), undefined)
        }
        // Where it may not ask, the answer fails at once, and what was sent of it may never be read.
        await read().catch((error: unknown) => assert.ok(!(error instanceof assert.AssertionError), String(error)))
      })
    })

    test('an answer that has not begun when trust ends is the refusal', async () => {
      const { trust } = suite.engine()
      let enter: () => void = () => undefined
      const entered = new Promise<void>((resolve) => {
        enter = resolve
      })
      const poll = route(
        'GET /poll',
        async ({ trust: view }) => {
          const over = ending(view().abortSignal)
          enter()
          await over
          return json({ news: 'secret' })
        },
        { demand: 'any' },
      )
      await suite.run([{ kind: 'retrust', trust }, poll], async (client) => {
        const alice = await client.as(trust, 'alice')
        const answer = alice('/poll')
        await entered
        await trust.revoke({ subject: { id: 'alice' } })
        const response = await answer
        assert.equal(response.status, 401)
        assert.doesNotMatch(await response.text(), /secret/)
      })
    })

    test('the feed of somebody else goes on', async () => {
      const { trust } = suite.engine()
      let speak: (text: string) => void = () => undefined
      const said = new Promise<string>((resolve) => {
        speak = resolve
      })
      await suite.run([{ kind: 'retrust', trust }, feed(() => said)], async (client) => {
        const [alice, bob] = await Promise.all([client.as(trust, 'alice'), client.as(trust, 'bob')])
        const [hers, his] = [bodyOf(await alice('/feed')), bodyOf(await bob('/feed'))]
        assert.deepEqual([await next(hers), await next(his)], ['hello', 'hello'])
        await trust.revoke({ subject: { id: 'bob' } })
        assert.equal(await next(his), undefined)
        speak('news')
        assert.equal(await next(hers), 'news')
        assert.equal(await next(hers), undefined)
      })
    })
  })
}

const bodyOf = (response: Response): ReadableStreamDefaultReader<Uint8Array> => {
  assert.equal(response.status, 200)
  return (response.body as ReadableStream<Uint8Array>).getReader()
}

/** The next piece; undefined at an end that is no fault. */
async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
  const { done, value } = await reader.read()
  return done ? undefined : new TextDecoder().decode(value)
}
