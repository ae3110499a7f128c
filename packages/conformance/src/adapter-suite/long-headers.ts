import assert from 'node:assert/strict'
import { cookieSession } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, route } from './app-plan.ts'
import type { SuiteContext } from './suite-context.ts'
import { testIssuer } from './test-issuer.ts'

/** A header of 16 KB is answered: by the platform (431), by a refusal, or as nobody's. */
export function longHeadersGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('long headers', () => {
    for (const bytes of [15_900, 16_384]) {
      for (const [name, start, piece] of lines) {
        test(`${name} of ${bytes} bytes (${start}${piece}…) opens nothing and is no one`, async () => {
          const issuer = await testIssuer()
          const cookie = cookieSession({ secure: !suite.adapter.wired })
          const { trust } = suite.engine({ credentials: [cookie, issuer.credential()] })
          let ran = 0
          const layers: Layer[] = [
            { kind: 'retrust', trust },
            route('ALL /account', () => json({ ran: ++ran }), { demand: 'any' }),
            route('GET /who', ({ trust: view }) => json({ id: view().subject?.id ?? null })),
          ]
          // The line as it goes over the wire: name, colon, space, value.
          const length = bytes - name.length - 2
          const value = (start + piece.repeat(length)).slice(0, length)
          await suite.run(layers, async (client) => {
            for (const method of ['GET', 'POST']) {
              const response = await client.send('/account', { method, headers: { [name]: value } })
              await response.text()
              assert.ok(response.status >= 400 && response.status < 500, `${method}: ${response.status}`)
            }
            const who = await client.send('/who', { headers: { [name]: value } })
            if (who.status === 200) assert.deepEqual(await who.json(), { id: null })
            else assert.ok(who.status < 500, String(who.status))
            assert.equal(ran, 0)
            const alice = await client.as(trust, 'alice')
            assert.deepEqual(await (await alice('/who')).json(), { id: 'alice' })
          })
        })
      }
    }
  })
}

const lines: readonly (readonly [name: string, start: string, piece: string])[] = [
  ['authorization', 'Bearer ', 'a'],
  ['authorization', 'Bearer a.', 'b.'],
  ['authorization', 'Bearer eyJhbGciOiJFUzI1NiJ9.e30.', 'A'],
  ['authorization', '', 'Bearer '],
  ['cookie', 'session=', 'a'],
  ['cookie', 'session=a; ', 'session=a; '],
  ['cookie', '', '; '],
  ['user-agent', 'Mozilla/5.0 ', '('],
  ['x-forwarded-for', '', '198.51.100.7, '],
  ['x-forwarded-for', '1', '1'],
]
