import assert from 'node:assert/strict'
import { cookieSession, type Peer } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import { json, route } from './app-plan.ts'
import type { SuiteContext } from './suite-context.ts'

type Setting = readonly string[] | number | undefined
type Lines = string | readonly string[]

/** C09: the client's address is the right-most one that is no trusted proxy's, alike in all frameworks. */
export function proxiesGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('forwarded headers', () => {
    /** What the engine sees of a request with these headers, under this setting. The connection comes from loopback. */
    async function seen(trustedProxies: Setting, headers: Readonly<Record<string, Lines>>) {
      const peers: Peer[] = []
      const origins: (string | undefined)[] = []
      const { trust } = suite.engine({
        credentials: [cookieSession()],
        ...(trustedProxies === undefined ? {} : { trustedProxies }),
        policy: [
          ({ context }) => {
            peers.push(context.facts.peer)
            origins.push(context.facts.origin)
            return undefined
          },
        ],
      })
      let own = ''
      const layers = [{ kind: 'retrust', trust } as const, route('GET /x', () => json({}))]
      const send = async (client: Parameters<Parameters<SuiteContext['run']>[1]>[0]) => {
        own = client.origin
        const response = await (await client.as(trust, 'alice'))('/x', { headers })
        assert.equal(response.status, 200, await response.text())
      }
      await suite.run(layers, send, trustedProxies)
      return { address: peers[0]?.address, network: peers[0]?.network, origin: origins[0], own }
    }

    const one = ['127.0.0.0/8', '::1']
    const chain = '203.0.113.9, 198.51.100.7'

    if (!suite.adapter.wired) {
      test('without a connection and without a setting the client is unknown', async () => {
        assert.equal((await seen(undefined, { 'x-forwarded-for': chain })).address, undefined)
      })
      test('so many proxies in front are believed, and no more', async () => {
        assert.equal((await seen(1, { 'x-forwarded-for': chain })).address, '198.51.100.7')
        assert.equal((await seen(2, { 'x-forwarded-for': chain })).address, '203.0.113.9')
        assert.equal((await seen(3, { 'x-forwarded-for': chain })).address, undefined)
      })
      return
    }

    const cases: readonly (readonly [string, Setting, Lines, string | undefined])[] = [
      ['none trusted', undefined, chain, '127.0.0.1'],
      ['one hop', 1, chain, '198.51.100.7'],
      ['a list', one, chain, '198.51.100.7'],
      ['a list with two proxies', [...one, '198.51.100.0/24'], chain, '203.0.113.9'],
      ['two lines', one, ['203.0.113.9', '198.51.100.7'], '198.51.100.7'],
      ['more hops than were written', 3, chain, undefined],
      ['a list that does not hold the connection', ['10.0.0.0/8'], chain, '127.0.0.1'],
      ['"unknown" at the right', one, `${chain}, unknown`, undefined],
      ['an empty item at the right', one, `${chain}, `, undefined],
      ['nothing but commas', one, ',,,', undefined],
      ['garbage at the right', one, `${chain}, 1.2.3.4.5`, undefined],
      ['an octal spelling', one, `${chain}, 010.0.0.1`, undefined],
      ['garbage at the left only', one, `unknown, 198.51.100.7`, '198.51.100.7'],
      ['a port', one, '198.51.100.7:1234', '198.51.100.7'],
      ['a quoted IPv6 address with a port', one, '"[2001:db8::1]:443"', '2001:db8::1'],
      ['an IPv4-mapped address', one, '::ffff:198.51.100.7', '198.51.100.7'],
      ['500 items', one, Array.from({ length: 500 }, () => '203.0.113.9').join(','), '203.0.113.9'],
      ['500 trusted items', one, Array.from({ length: 500 }, () => '127.0.0.1').join(','), undefined],
      ['trusted items only', one, '127.0.0.2, 127.0.0.3', '127.0.0.2'],
    ]
    for (const [name, setting, forwardedFor, address] of cases) {
      test(`${name}: ${address ?? 'unknown'}`, async () => {
        assert.equal((await seen(setting, { 'x-forwarded-for': forwardedFor })).address, address)
      })
    }

    test('the network group follows the address', async () => {
      assert.equal((await seen(one, { 'x-forwarded-for': '198.51.100.7' })).network, '198.51.100.0/24')
      assert.equal((await seen(one, { 'x-forwarded-for': '2001:db8:1:2::9' })).network, '2001:db8:1::/48')
    })

    test('the origin is resolved by a trusted proxy only, and by one valid value', async () => {
      const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'bank.example.test' }
      const direct = await seen(undefined, forwarded)
      assert.equal(direct.origin, direct.own)
      assert.equal((await seen(one, forwarded)).origin, 'https://bank.example.test')
      assert.equal(
        (await seen(one, { ...forwarded, 'x-forwarded-host': 'Bank.Example.Test:443' })).origin,
        'https://bank.example.test',
      )
      const chained = { ...forwarded, 'x-forwarded-host': ['evil.example.test', 'bank.example.test'] }
      assert.equal((await seen(one, chained)).origin, 'https://bank.example.test')
      assert.equal((await seen(one, { ...forwarded, 'x-forwarded-proto': 'javascript' })).origin, undefined)
      assert.equal((await seen(one, { ...forwarded, 'x-forwarded-host': 'a b' })).origin, undefined)
    })
  })
}
