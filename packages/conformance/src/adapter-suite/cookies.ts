import assert from 'node:assert/strict'
import type { TrustView } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import { type Answer, json, type Layer, route } from './app-plan.ts'
import type { SuiteContext } from './suite-context.ts'

/** `begin`, `raise` and `end` put their cookies on whatever the handler answers, and no other cookie is lost. */
export function cookiesGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('cookies', () => {
    const logIn = (trust: TrustView) => trust.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
    const endings: readonly (readonly [string, Answer])[] = [
      ['JSON', json({ ok: true })],
      ['a redirect', { kind: 'redirect', to: '/home' }],
      ['a raw response', { kind: 'raw', status: 200, headers: [['x-own', '1']], body: 'raw' }],
      [
        'a raw response with cookies of its own',
        {
          kind: 'raw',
          status: 200,
          headers: [
            ['set-cookie', 'a=1'],
            ['set-cookie', 'b=2'],
          ],
          body: 'raw',
        },
      ],
      ['a stream', { kind: 'stream', pieces: pieces('one', 'two') }],
    ]

    for (const [name, answer] of endings) {
      test(`a login answered with ${name} sets session and device, and keeps the application's cookies`, async () => {
        const { trust } = suite.engine()
        const login = route('POST /login', async (exchange) => {
          exchange.setHeader('set-cookie', 'theme=dark', true)
          await logIn(exchange.trust())
          return answer
        })
        await suite.run([{ kind: 'retrust', trust }, login], async (client) => {
          const response = await client.send('/login', { method: 'POST' })
          const cookies = response.headers.getSetCookie()
          assert.equal(cookies.filter((line) => /^(__Host-)?session=[^;]{10}/.test(line)).length, 1, cookies.join('\n'))
          assert.equal(cookies.filter((line) => /^(__Host-)?session-device=/.test(line)).length, 1)
          if (answer.kind === 'raw')
            for (const [, line] of answer.headers.filter(([n]) => n === 'set-cookie')) assert.ok(cookies.includes(line))
          // A raw answer replaces what was set before, in every framework: that is the application's own doing.
          else assert.ok(cookies.includes('theme=dark'), cookies.join('\n'))
          await response.text()
        })
      })
    }

    test('the cookie of a login opens the session; the cookie of a logout closes it', async () => {
      const { trust } = suite.engine()
      const layers: Layer[] = [
        { kind: 'retrust', trust },
        route('POST /login', async (x) => json({ handle: (await logIn(x.trust())).handle })),
        route('POST /logout', async (x) => json({ ended: await x.trust().end() })),
        route('GET /me', (x) => json({ id: x.trust().subject?.id }), { demand: 'any' }),
      ]
      await suite.run(layers, async (client) => {
        const login = await client.send('/login', { method: 'POST' })
        const cookie = login.headers
          .getSetCookie()
          .map((line) => line.split(';')[0])
          .join('; ')
        assert.deepEqual(await (await client.send('/me', { headers: { cookie } })).json(), { id: 'alice' })
        const logout = await client.send('/logout', { method: 'POST', headers: { cookie } })
        assert.match(logout.headers.getSetCookie().join('\n'), /session=;.*Max-Age=0/)
        assert.equal((await client.send('/me', { headers: { cookie } })).status, 401)
      })
    })

    test('a raise rotates the secret', async () => {
      const { trust } = suite.engine()
      const proof = route('POST /proof', async (x) => json(await x.trust().raise({ acr: 'mfa', amr: ['otp'] })))
      await suite.run([{ kind: 'retrust', trust }, proof], async (client) => {
        const alice = await client.as(trust, 'alice')
        const response = await alice('/proof', { method: 'POST' })
        assert.equal(response.status, 200)
        assert.equal(response.headers.getSetCookie().length, 1)
      })
    })
  })
}

/** A fresh stream at each reading. */
export function pieces(...all: readonly string[]): AsyncIterable<string> {
  return {
    async *[Symbol.asyncIterator]() {
      yield* all
    },
  }
}
