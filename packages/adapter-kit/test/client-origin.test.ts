import { describe, expect, test } from 'vitest'
import { originOf } from '../src/client-origin.ts'

const plain = { encrypted: false, host: 'bank.example.test', forwardedProto: undefined, forwardedHost: undefined }

describe('the origin that a client used', () => {
  test.each([
    [{}, 'http://bank.example.test'],
    [{ encrypted: true }, 'https://bank.example.test'],
    [{ host: 'Bank.Example.Test:8080' }, 'http://bank.example.test:8080'],
    [{ host: 'bank.example.test:80' }, 'http://bank.example.test'],
    [{ encrypted: true, host: 'bank.example.test:443' }, 'https://bank.example.test'],
    [{ encrypted: true, host: 'bank.example.test:80' }, 'https://bank.example.test:80'],
    [{ host: '[2001:db8::1]:8080' }, 'http://[2001:db8::1]:8080'],
    [{ host: '[::1]' }, 'http://[::1]'],
    [{ host: '[0:0::1]:080' }, 'http://[::1]'],
    [{ host: '127.1' }, 'http://127.0.0.1'],
    [{ forwardedProto: 'http, https' }, 'https://bank.example.test'],
    [{ forwardedProto: ' HTTPS ' }, 'https://bank.example.test'],
    [
      { forwardedHost: 'evil.example.test, shop.example.test:443', forwardedProto: 'https' },
      'https://shop.example.test',
    ],
  ])('%j: %s', (witnesses, origin) => {
    expect(originOf({ ...plain, ...witnesses })).toBe(origin)
  })

  test.each([
    { host: undefined },
    { host: '' },
    { host: 'a b' },
    { host: 'user@bank.example.test' },
    { host: 'bank.example.test/path' },
    { host: 'bank.example.test:' },
    { host: 'bank.example.test:123456' },
    { host: 'bank..example.test' },
    { host: 'bänk.example.test' },
    { host: '1.2.3.4.5' },
    { host: `${'a.'.repeat(130)}test` },
    { host: '127.999.0.1' },
    { host: '[1::2::3]' },
    { host: 'xn--.example.test' },
    { host: 'bank.example.test:99999' },
    { forwardedHost: '' },
    { forwardedHost: 'bank.example.test,' },
    { forwardedProto: '' },
    { forwardedProto: 'ftp' },
    { forwardedProto: 'https;' },
  ])('%j: unknown', (witnesses) => {
    expect(originOf({ ...plain, ...witnesses })).toBeUndefined()
  })
})
