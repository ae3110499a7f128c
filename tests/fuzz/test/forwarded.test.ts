import { isIP } from 'node:net'
import { factsFromNode, TrustedProxies } from '@retrust/adapter-kit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { edited, fuzz } from './fuzz.ts'
import { nodeRequest } from './request.ts'

const REAL = '198.51.100.77'
const seeds = [
  ...[
    '203.0.113.9',
    '203.0.113.9, 10.0.0.2',
    '"[2001:db8::1]:443"',
    '[2001:db8::1]',
    '::ffff:203.0.113.9',
    'unknown',
    '_hidden',
    '127.0.0.1',
  ],
  ...[
    'fe80::1%eth0',
    '203.0.113.9:1234',
    '010.0.0.1',
    '0x7f.1',
    '1.2.3.4.5',
    ',,,',
    '10.0.0.2,10.0.0.3',
    '2001:db8:0:0:0:0:0:1',
    '::',
    '1::2::3',
  ],
]
const words = [', ', ',', ':', '::', '[', ']', '%', '10.0.0.2', '127.0.0.1', '::1', REAL, '255.255.255.255', '0']
const chain = edited(seeds, words)
const behind = { remoteAddress: '10.0.0.1' }

const addressOf = (proxies: TrustedProxies, lines: readonly string[]): string | undefined =>
  factsFromNode(nodeRequest({ socket: behind, rawHeaders: lines.flatMap((one) => ['X-Forwarded-For', one]) }), proxies)
    .peer.address

test('whatever a client writes, the address that our proxy wrote behind it counts', () => {
  const [list, one] = [new TrustedProxies(['10.0.0.0/8']), new TrustedProxies(1)]
  fuzz(fc.tuple(chain, fc.boolean()), 2_000, ([written, inOneLine]) => {
    const lines = inOneLine ? [`${written}, ${REAL}`] : [written, REAL]
    expect(addressOf(list, lines)).toBe(REAL)
    expect(addressOf(one, lines)).toBe(REAL)
  })
})

test('with two proxies of ours neither counts, and nothing in front of them is made an address that it does not spell', () => {
  const [list, two] = [new TrustedProxies(['10.0.0.0/8']), new TrustedProxies(2)]
  fuzz(chain, 2_000, (written) => {
    expect(addressOf(list, [`${written}, ${REAL}, 10.0.0.9`])).toBe(REAL)
    expect(addressOf(two, [`${written}, ${REAL}, 10.0.0.9`])).toBe(REAL)
    const alone = addressOf(list, [written])
    if (alone === undefined) return
    expect(isIP(alone)).not.toBe(0)
    // The item that it was read from is there, and all items to the right of it are ours.
    const items = written.split(',').map((item) => spelled(item.trim()))
    while (items.length > 1 && items.at(-1)?.startsWith('10.')) items.pop()
    expect(same(items.at(-1) as string, alone)).toBe(true)
  })
})

test('without a trusted proxy no forwarded header counts', () => {
  const none = new TrustedProxies([])
  const names = fc.constantFrom(
    'x-forwarded-for',
    'X-Forwarded-Host',
    'x-forwarded-proto',
    'forwarded',
    'x-real-ip',
    'cf-connecting-ip',
    'true-client-ip',
  )
  fuzz(fc.array(fc.tuple(names, chain), { maxLength: 4 }), 1_000, (headers) => {
    const rawHeaders = [...headers.flat(), 'host', 'bank.example.test']
    const facts = factsFromNode(nodeRequest({ socket: { remoteAddress: '203.0.113.5' }, rawHeaders }), none)
    expect([facts.peer.address, facts.origin]).toEqual(['203.0.113.5', 'http://bank.example.test'])
  })
})

test('an origin is undefined or one that a URL parser reads with the same host, and no path, user or query', () => {
  const proxies = new TrustedProxies(['10.0.0.0/8'])
  const hosts = edited(
    [
      'bank.example.test',
      'bank.example.test:8443',
      'BANK.example.test:443',
      '[2001:db8::1]:80',
      'evil.test, bank.example.test',
      '127.0.0.1',
      'a.test.',
      'a@b.test',
      'a/b',
      'xn--e1a.test',
    ],
    ['.', ':', ':443', ':80', '@', '/', '\\', '?', '#', '[', ']', 'evil.test', '..', '-', '_'],
  )
  const protos = edited(
    ['https', 'http', 'HTTPS', 'http, https', 'wss', 'javascript'],
    ['http', 'https', ',', ':', '//'],
  )
  fuzz(
    fc.tuple(fc.constantFrom('host', 'x-forwarded-host'), hosts, fc.option(protos, { nil: undefined })),
    3_000,
    ([name, host, proto]) => {
      const rawHeaders = [name, host, ...(proto === undefined ? [] : ['x-forwarded-proto', proto])]
      const { origin } = factsFromNode(nodeRequest({ socket: behind, rawHeaders }), proxies)
      if (origin === undefined) return
      const url = new URL(origin)
      expect(url.origin).toBe(origin)
      const last = host
        .slice(host.lastIndexOf(',') + 1)
        .trim()
        .toLowerCase()
      expect(url.host).toBe(new URL(`${url.protocol}//${last}`).host)
    },
  )
})

/** An item without quotes, brackets, port and zone. */
function spelled(item: string): string {
  const bare = item.startsWith('"') && item.endsWith('"') ? item.slice(1, -1) : item
  const inner = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare)?.[1] ?? /^([^:]*):\d{1,5}$/.exec(bare)?.[1] ?? bare
  return inner.split('%')[0] as string
}

/** Whether two spellings are one address, by the platform's own parser of hosts. */
function same(a: string, b: string): boolean {
  if (isIP(a) === 0) return false
  const canonical = (text: string): string => {
    const host = new URL(`http://${isIP(text) === 6 ? `[${text}]` : text}`).hostname.replace(/[[\]]/g, '')
    const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(host)
    if (mapped === null) return host
    const [high, low] = [Number.parseInt(mapped[1] as string, 16), Number.parseInt(mapped[2] as string, 16)]
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  return canonical(a) === canonical(b)
}
