import assert from 'node:assert/strict'
import type { TestRunner } from '../test-runner.ts'
import { json, route } from './app-plan.ts'
import { problemOf } from './problem-of.ts'
import type { SuiteContext } from './suite-context.ts'

/** An upgrade that comes by the middleware is a write from wherever it comes: no same-origin policy binds a WebSocket. */
export function upgradeGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('upgrades', () => {
    const asked = { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-version': '13' }
    const feed = route('GET /feed', () => json({ open: true }), { demand: 'any' })

    test('from another site are refused', async () => {
      const { trust } = suite.engine()
      await suite.run([{ kind: 'retrust', trust }, feed], async (client) => {
        const alice = await client.as(trust, 'alice')
        const cross = await alice('/feed', { headers: { ...asked, origin: 'https://evil.example.test' } })
        await problemOf(cross, 403, 'cross-site')
        const own = await alice('/feed', { headers: { ...asked, origin: client.origin } })
        assert.equal(own.status, 200)
        await own.text()
      })
    })

    test('are answered in JSON, whatever they accept', async () => {
      const { trust } = suite.engine({ pages: { login: '/login' } })
      await suite.run([{ kind: 'retrust', trust }, feed], async (client) => {
        const response = await client.send('/feed', { headers: { ...asked, accept: 'text/html' } })
        await problemOf(response, 401, 'credential.absent')
      })
    })
  })
}
