import { TrustedProxies } from '@retrust/adapter-kit'
import { OptionsError } from '@retrust/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { edgesOf, isIn, readAddress, readBlock } from '../src/network-address.ts'

const clientOf = (option: readonly string[] | number, socket: string | undefined, lines?: string) =>
  new TrustedProxies(option).clientOf(socket, () => lines)

describe('reading one address', () => {
  test.each([
    ['198.51.100.7', '198.51.100.7', '198.51.100.0/24'],
    ['198.51.100.7:1234', '198.51.100.7', '198.51.100.0/24'],
    ['"198.51.100.7"', '198.51.100.7', '198.51.100.0/24'],
    ['::ffff:198.51.100.7', '198.51.100.7', '198.51.100.0/24'],
    ['::FFFF:c633:6407', '198.51.100.7', '198.51.100.0/24'],
    ['2001:DB8:1:2:0:0:0:9', '2001:db8:1:2::9', '2001:db8:1::/48'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::9', '2001:db8:1::/48'],
    ['fe80::1%eth0', 'fe80::1', 'fe80::/48'],
  ])('%s is %s in %s', (text, address, network) => {
    expect(readAddress(text)).toMatchObject({ text: address, network })
  })

  test.each([
    '',
    ' ',
    'unknown',
    '_hidden',
    '127.1',
    '0x7f.0.0.1',
    '010.0.0.1',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '1.2.3.4:',
    '1.2.3.4:x',
  ])('"%s" is no address', (text) => expect(readAddress(text)).toBeUndefined())

  test.each([
    ':::',
    '1::2::3',
    '[::1',
    '::1]',
    '12345::',
    'a'.repeat(500),
    '::ffff:1.2.3.4.5',
    '1.2.3.4\n',
    '::10.0.0.2',
  ])('"%s" is no address', (text) => expect(readAddress(text)).toBeUndefined())

  test.each(['0:0:0:0:0:0:10.0.0.2', '0::10.0.0.2', '::0:10.0.0.2', '::a00:2'])(
    '%s, whose last half looks like IPv4, is not 10.0.0.2',
    (text) => expect(['::a00:2', undefined]).toContain(readAddress(text)?.text),
  )

  test('loopback is 127/8 and ::1, also where IPv4 is mapped', () => {
    for (const text of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])
      expect(readAddress(text)?.loopback).toBe(true)
    for (const text of ['128.0.0.1', '::2', '10.0.0.1']) expect(readAddress(text)?.loopback).toBe(false)
  })
})

describe('trusted proxies', () => {
  test('what is written left of the client never matters', () => {
    const list = ['10.0.0.0/8', '2001:db8:ffff::/48']
    const junk = fc.array(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.constant('unknown'), fc.constant('')), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(
        junk,
        fc.constantFrom('198.51.100.7', '2001:db8::9', 'garbage'),
        fc.constantFrom('', ',10.1.1.1', ', 10.0.0.9:80, 2001:db8:ffff::1'),
        (left, client, right) => {
          const seen = clientOf(list, '10.0.0.1', [...left, client].join(',') + right).peer.address
          expect(seen).toBe(readAddress(client)?.text)
        },
      ),
    )
  })

  test('an untrusted peer is itself, whatever it forwards', () => {
    fc.assert(
      fc.property(fc.string(), (lines) => {
        expect(clientOf(['10.0.0.0/8'], '198.51.100.7', lines)).toMatchObject({
          peer: { address: '198.51.100.7' },
          throughProxy: false,
        })
        expect(clientOf([], '198.51.100.7', lines).throughProxy).toBe(false)
      }),
    )
  })

  test('without an address of the connection a list trusts nobody; a number of hops needs none', () => {
    expect(clientOf(['10.0.0.0/8'], undefined, '198.51.100.7').peer.address).toBeUndefined()
    expect(clientOf(1, undefined, '198.51.100.7').peer.address).toBe('198.51.100.7')
  })

  test('loopback is the connection, not the client', () => {
    expect(clientOf(['127.0.0.1'], '127.0.0.1', '198.51.100.7').peer.loopback).toBe(true)
    expect(clientOf(['198.51.100.7'], '198.51.100.7', '127.0.0.1').peer).toMatchObject({
      address: '127.0.0.1',
      loopback: false,
    })
  })

  test('blocks that cannot be read, and blocks of everybody, are refused with their path', () => {
    const bad = ['10.0.0.0/33', '0.0.0.0/0', '::/0', '10.0.0.1/', 'loopback', '10.0.0/8', '', 'true']
    for (const text of bad) {
      const build = () => new TrustedProxies(['10.0.0.0/8', text])
      expect(build).toThrow(OptionsError)
      expect(build).toThrow('trustedProxies[1]')
    }
    for (const hops of [-1, 1.5, Number.NaN, 1000]) expect(() => new TrustedProxies(hops)).toThrow(OptionsError)
  })

  test('the edges of a block are in it, what is beside them is not', () => {
    for (const text of ['10.0.0.0/8', '198.51.100.7', '2001:db8::/32', '203.0.113.64/26', '::1', '255.255.255.255']) {
      const block = readBlock(text)
      if (block === undefined) throw new Error(text)
      const inside = edgesOf(block).filter((edge) => isIn(readAddress(edge) ?? fail(edge), block))
      expect(inside).toHaveLength(2)
    }
  })
})

function fail(text: string): never {
  throw new Error(`${text} cannot be read`)
}
