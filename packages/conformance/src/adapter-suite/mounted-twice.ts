import assert from 'node:assert/strict'
import { cookieSession, type Trust, terminate } from '@retrust/core'
import { signIn } from '@retrust/core/testing'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, route } from './app-plan.ts'
import { problemOf } from './problem-of.ts'
import type { SuiteContext } from './suite-context.ts'

/** C07: the same engine judges a request once, however often it is mounted; another one judges it too. */
export function mountedTwiceGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('mounted twice', () => {
    const who = route('GET /me', ({ trust }) => json({ id: trust().subject?.id ?? null }), { demand: 'any' })
    const twice = (outer: Trust, inner: Trust): Layer[] => [
      { kind: 'retrust', trust: outer },
      { kind: 'retrust', trust: inner },
      { kind: 'mount', at: '/inner', layers: [{ kind: 'retrust', trust: inner }, who] },
    ]

    test('the same engine judges once', async () => {
      let judged = 0
      const { trust, records } = suite.engine({
        policy: [() => void judged++],
      })
      await suite.run(twice(trust, trust), async (client) => {
        const alice = await client.as(trust, 'alice')
        const before = { judged, records: records.length }
        assert.deepEqual(await (await alice('/inner/me')).json(), { id: 'alice' })
        // Admission and the route: two judgements, whatever the number of mounts.
        assert.equal(judged - before.judged, 2)
        assert.ok(records.length - before.records <= 2)
      })
    })

    test('another engine inside judges too, and is the one that handlers see', async () => {
      const outer = suite.engine()
      const inner = suite.engine({ credentials: [cookieSession({ name: 'inner', secure: !suite.adapter.wired })] })
      await suite.run(twice(outer.trust, inner.trust), async (client) => {
        const alice = await signIn(outer.trust, { subject: { id: 'alice' } })
        const bob = await signIn(inner.trust, { subject: { id: 'bob' } })
        const both = { cookie: `${alice.cookie}; ${bob.cookie}` }
        assert.deepEqual(await (await client.send('/inner/me', { headers: both })).json(), { id: 'bob' })
        await problemOf(await client.send('/inner/me', { headers: { cookie: alice.cookie } }), 401, 'credential.absent')
      })
    })

    test('a stricter engine inside refuses what the outer one lets pass, and cookies of both go out', async () => {
      const outer = suite.engine()
      const inner = suite.engine({
        credentials: [cookieSession({ name: 'inner', secure: !suite.adapter.wired })],
        policy: [() => terminate('tests.strict')],
      })
      const login = route('POST /login', async ({ trust }) => {
        await trust().begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
        return json({})
      })
      const layers = twice(outer.trust, inner.trust)
      await suite.run([layers[0] as Layer, login, ...layers.slice(1)], async (client) => {
        const bob = await signIn(inner.trust, { subject: { id: 'bob' } })
        const response = await client.send('/inner/me', { headers: { cookie: bob.cookie } })
        await problemOf(response, 401, 'tests.strict')
        assert.match(response.headers.getSetCookie().join(), /inner=;/)
        const again = await client.send('/login', { method: 'POST', headers: { cookie: bob.cookie } })
        assert.match(again.headers.getSetCookie().join(), /session=[^;]/)
      })
    })
  })
}
