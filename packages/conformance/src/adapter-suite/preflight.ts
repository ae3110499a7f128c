import assert from 'node:assert/strict'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, type Route, route } from './app-plan.ts'
import type { SuiteContext } from './suite-context.ts'

/** C24: a true preflight passes untouched; nothing else passes as one. */
export function preflightGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('CORS preflight', () => {
    const asked = { origin: 'https://shop.example.test', 'access-control-request-method': 'POST' }
    const options = (demand?: Route['demand']): Layer =>
      route('OPTIONS /x', () => json({ allowed: true }), demand === undefined ? {} : { demand })

    test('passes without a session being looked at, and without a record', async () => {
      let judged = 0
      const { trust, records } = suite.engine({ policy: [() => void judged++] })
      await suite.run([{ kind: 'retrust', trust }, options()], async (client) => {
        const response = await client.send('/x', { method: 'OPTIONS', headers: asked })
        assert.equal(response.status, 200)
        await response.text()
        assert.deepEqual({ judged, records: records.length }, { judged: 0, records: 0 })
      })
    })

    test('does not open a route whose OPTIONS handler does work', async () => {
      const { trust } = suite.engine()
      await suite.run([{ kind: 'retrust', trust }, options('any')], async (client) => {
        const alice = await client.as(trust, 'alice')
        const preflight = await client.send('/x', { method: 'OPTIONS', headers: asked })
        assert.equal(preflight.status, 401)
        await preflight.text()
        assert.equal((await alice('/x', { method: 'OPTIONS' })).status, 200)
      })
    })

    test('an OPTIONS request that is none is judged', async () => {
      let judged = 0
      const { trust } = suite.engine({ policy: [() => void judged++] })
      await suite.run([{ kind: 'retrust', trust }, options()], async (client) => {
        const alice = await client.as(trust, 'alice')
        // The last one carries a cookie, which no browser puts on a preflight.
        for (const headers of [{}, { origin: asked.origin }, { 'access-control-request-method': 'POST' }, asked]) {
          const before = judged
          await (await alice('/x', { method: 'OPTIONS', headers })).text()
          assert.equal(judged, before + 1)
        }
      })
    })

    test('a header that claims another method makes no preflight, and no read of a write', async () => {
      const { trust } = suite.engine()
      const account = route('ALL /x', () => json({ ran: true }), { demand: 'any' })
      await suite.run([{ kind: 'retrust', trust }, account], async (client) => {
        for (const name of ['x-original-method', 'x-forwarded-method', 'x-http-method-override']) {
          for (const method of ['GET', 'POST']) {
            const response = await client.send('/x', { method, headers: { ...asked, [name]: 'OPTIONS' } })
            assert.ok(response.status === 401 || response.status === 403, `${method} ${name}: ${response.status}`)
            await response.text()
          }
        }
      })
    })
  })
}
