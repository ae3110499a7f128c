import assert from 'node:assert/strict'
import { cookieSession, presets } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, route } from './app-plan.ts'
import { logIn, loginRoute } from './log-in.ts'
import type { SuiteContext } from './suite-context.ts'

/** C10: a device that changes its address all day is the same device. */
export function addressHoppingGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('address hopping', () => {
    const trustedProxies = suite.adapter.wired ? ['127.0.0.0/8', '::1'] : 1
    const from = (address: string) => ({
      'x-forwarded-for': address,
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'bank.example.test',
    })

    for (const place of [undefined, { latitude: 52.5, longitude: 13.4 }]) {
      const known = place === undefined ? 'no place is known' : 'all are in one place'
      test(`a dual-stack device that becomes a cellular one is asked nothing and goes on, where ${known}`, async () => {
        const seen = new Set<string | undefined>()
        const { trust, clock, records } = suite.engine({
          credentials: [cookieSession()],
          trustedProxies,
          policy: [...presets.balanced(), ({ context }) => void seen.add(context.facts.peer.address)],
          signals: { place: () => place },
        })
        const layers: Layer[] = [
          { kind: 'retrust', trust },
          loginRoute,
          route('ALL /account', ({ trust: view }) => json({ id: view().subject?.id }), { demand: 'any' }),
        ]
        const test = async (client: Parameters<Parameters<SuiteContext['run']>[1]>[0]) => {
          const cookie = await logIn(client, from('2001:db8:1::5'))
          const visit = async (address: string) => {
            for (const method of ['GET', 'POST']) {
              const response = await client.send('/account', { method, headers: { ...from(address), cookie } })
              assert.deepEqual(await response.json(), { id: 'alice' }, `${method} from ${address}`)
              assert.deepEqual(response.headers.getSetCookie(), [])
            }
            clock.advance(20_000)
          }
          for (let i = 0; i < 20; i++) {
            await visit('198.51.100.20')
            await visit('2001:db8:77:2::9')
          }
          await visit('203.0.113.50')
          assert.deepEqual([...seen], ['198.51.100.20', '2001:db8:77:2::9', '203.0.113.50'])
          assert.ok(records.every(({ outcome }) => outcome === 'allow'))
          // A new network is noted once in this session, not at each turn.
          const noted = records.filter(({ reasons }) => reasons.some(({ code }) => code === 'network.new'))
          assert.equal(noted.length, 3)
        }
        await suite.run(layers, test, trustedProxies)
      })
    }
  })
}
