import { expect, test } from 'vitest'
import { FactsError, factsFromFetch, factsFromNode, TrustedProxies } from '../src/index.ts'

test.each([
  [true, 'http://app.example.test/login', 'https://app.example.test'],
  [true, 'https://app.example.test/login', 'https://app.example.test'],
  [false, 'https://app.example.test/login', 'http://app.example.test'],
])('the scheme is the connection’s (TLS: %s), whatever an absolute target says: %s', (encrypted, url, origin) => {
  const socket = { remoteAddress: '198.51.100.7', encrypted }
  const request = { method: 'POST', url, headers: {}, rawHeaders: ['Host', 'app.example.test'], socket }
  const facts = factsFromNode(request, new TrustedProxies([]))
  expect([facts.origin, facts.path]).toEqual([origin, '/login'])
})

test.each([
  'http://[127.0.0.1/x',
  'http:///x',
  'http://a@b.test/x',
  'http://1.2.3.4.5/',
  'http://a.test:99999/',
  'http://\xe3\xa0.test/',
])('an absolute target whose host is none is malformed: %j', (url) => {
  const request = { method: 'GET', url, headers: {}, rawHeaders: [] }
  expect(() => factsFromNode(request, new TrustedProxies([]))).toThrow(FactsError)
})

test('a fetch request whose platform took an odd host has a path, and no origin', () => {
  const facts = factsFromFetch(new Request('https://,evil.test/x?y'), new TrustedProxies([]))
  expect([facts.path, facts.query, facts.origin]).toEqual(['/x', '?y', undefined])
})
