import assert from 'node:assert/strict'
import { downgrade } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, route } from './app-plan.ts'
import type { SuiteContext } from './suite-context.ts'

/** C01: where a framework hides a mount's prefix, an application that says where it hangs is judged by the whole path. */
export function hiddenMountsGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  if (suite.adapter.hidesMounts !== true) return
  describe('mounts that hide their prefix', () => {
    const hidden = (at: string, layers: readonly Layer[]): Layer => ({ kind: 'mount', at, layers, hidden: true })
    const mounts: readonly (readonly [string, string, (layers: readonly Layer[]) => Layer])[] = [
      ['one', '/api', (layers) => hidden('/api', layers)],
      ['one in another', '/api/v1', (layers) => hidden('/api', [hidden('/v1', layers)])],
      ['one in an open mount', '/api/v1', (layers) => ({ kind: 'mount', at: '/api', layers: [hidden('/v1', layers)] })],
    ]
    for (const [name, mountedAt, mounted] of mounts) {
      /** Where the path that the handler is reached by is a read; all else counts as a write, which is refused here. */
      const answered = async (read: string, told: string | undefined) => {
        const seen: string[] = []
        const { trust } = suite.engine({
          policy: [
            ({ context }) => {
              seen.push(`${context.facts.path}${context.facts.query}`)
              return downgrade('tests.read-only', 'read-only')
            },
          ],
          actions: { search: { match: `POST ${read}`, access: 'read' } },
        })
        const search = route('POST /search', () => json({ ran: true }), { demand: 'any' })
        let status = 0
        await suite.run([mounted([{ kind: 'retrust', trust, mountedAt: told }, search])], async (client) => {
          const response = await (await client.as(trust, 'alice'))(`${mountedAt}/search?q=%2F`, { method: 'POST' })
          status = response.status
          await response.text()
          assert.equal((await client.send(`${mountedAt}/search`, { method: 'POST' })).status, 401)
        })
        return { status, seen: [...new Set(seen)] }
      }
      const whole = `${mountedAt}/search?q=%2F`

      test(`${name}: an application that says where it hangs is judged by the path that the client sent`, async () => {
        assert.deepEqual(await answered(`${mountedAt}/search`, mountedAt), { status: 200, seen: [whole] })
        assert.deepEqual(await answered('/search', mountedAt), { status: 401, seen: [whole] })
      })

      test(`${name}: untold, a path that is not seen lowers nothing`, async () => {
        const { status, seen } = await answered(`${mountedAt}/search`, undefined)
        // Node shows the whole path by itself.
        if (seen[0] === whole) assert.equal(status, 200)
        else assert.equal(status, 401)
      })
    }
  })
}
