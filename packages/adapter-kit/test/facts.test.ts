import { FactsError, factsFromFetch, factsFromNode, TrustedProxies } from '@retrust/adapter-kit'
import type { RequestFacts } from '@retrust/core'
import { describe, expect, test } from 'vitest'
import { nodeRequest } from './node-request.ts'

const none = new TrustedProxies([])
const node = (headers: readonly (readonly [string, string])[], url = '/x', method = 'GET') =>
  factsFromNode(nodeRequest(url, headers, { method }), none)
const fetched = (headers: readonly (readonly [string, string])[], url = '/x', method = 'GET') => {
  const request = new Request(`https://bank.example.test${url}`, { method })
  for (const [name, value] of headers) request.headers.append(name, value)
  return factsFromFetch(request, none)
}
const value = (text: string) => ({ kind: 'value', value: text })

describe('single headers', () => {
  test.each([
    ['node', node],
    ['fetch', fetched],
  ] as const)('%s: absent, one, several', (_, facts) => {
    expect(facts([]).single('dpop')).toEqual({ kind: 'absent' })
    expect(facts([['DPoP', 'a.b.c']]).single('dpop')).toEqual(value('a.b.c'))
    for (const name of ['Authorization', 'DPoP', 'X-Requested-With', 'Content-Type']) {
      const twice = facts([
        [name, 'one'],
        [name, 'two'],
      ])
      expect(twice.single(name.toLowerCase())).toEqual({ kind: 'several' })
    }
    expect(facts([['Accept', 'text/html, */*']]).single('accept')).toEqual(value('text/html, */*'))
    expect(facts([['User-Agent', 'Mozilla/5.0 (KHTML, like Gecko)']]).single('user-agent').kind).toBe('value')
  })

  test('what Node would drop or join is seen as it came', () => {
    const facts = node([
      ['Authorization', 'Bearer a'],
      ['authorization', 'Bearer b'],
      ['Origin', 'https://a.example.test'],
      ['Origin', 'https://a.example.test'],
    ])
    expect(facts.single('authorization').kind).toBe('several')
    expect(facts.single('origin').kind).toBe('several')
  })

  test('where lines are joined, commas between the parameters of one scheme make no second one', () => {
    const kindOf = (line: string) => fetched([['Authorization', line]]).single('authorization').kind
    for (const one of [
      'Bearer a.b.c',
      'Digest username="a", realm="b",qop=auth, nc = 1',
      'AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host;date, Signature=c',
    ])
      expect(kindOf(one)).toBe('value')
    for (const two of ['Bearer a, Bearer b', 'Digest a="b", Bearer c', 'Bearer a,b', 'Basic YTpi=, Negotiate'])
      expect(kindOf(two)).toBe('several')
  })

  test('names of object members are ordinary', () => {
    const facts = node([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
    expect(facts.single('__proto__')).toEqual(value('x'))
    expect(facts.single('constructor')).toEqual(value('y'))
    for (const name of ['tostring', 'hasownproperty', 'valueof']) expect(facts.single(name).kind).toBe('absent')
  })

  test('a value once read is kept, whatever becomes of the request', () => {
    const request = nodeRequest('/x', [['x-a', '1']])
    const facts = factsFromNode(request, none)
    expect(facts.single('x-a')).toEqual(value('1'))
    Object.assign(request, { rawHeaders: ['x-a', '2', 'x-b', '3'] })
    expect(facts.single('x-a')).toEqual(value('1'))
    expect(facts.single('x-b')).toEqual(value('3'))
  })

  test('cookies of several lines are one list', () => {
    expect(
      node([
        ['Cookie', 'a=1'],
        ['Cookie', 'b=2'],
      ]).cookies,
    ).toBe('a=1; b=2')
    expect(node([]).cookies).toBeUndefined()
  })
})

describe('detached facts', () => {
  test('keep what was read and hold nothing else', () => {
    const request = nodeRequest('/x?y=1', [
      ['x-a', '1'],
      ['x-b', '2'],
      ['cookie', 'a=1'],
      ['user-agent', 'Firefox/1'],
    ])
    const facts = factsFromNode(request, none)
    facts.single('x-a')
    const { peer, origin } = facts
    const detached = facts.detach()
    expect(detached.single('x-a')).toEqual(value('1'))
    expect(detached.single('x-b')).toEqual({ kind: 'absent' })
    expect(detached).toMatchObject({ method: 'GET', path: '/x', query: '?y=1', channel: 'request', peer, origin })
    expect(detached.cookies).toBeUndefined()
    expect(detached.browser).toEqual({ family: undefined, platform: undefined })
    expect(Object.values(detached)).not.toContain(request)
    expect(detached.detach()).toBe(detached)
  })
})

describe('the channel', () => {
  const preflight = [
    ['Origin', 'https://a.example.test'],
    ['Access-Control-Request-Method', 'PUT'],
  ] as const
  const channels: readonly (readonly [RequestFacts['channel'], string, readonly (readonly [string, string])[]])[] = [
    ['preflight', 'OPTIONS', preflight],
    ['request', 'OPTIONS', [preflight[0]]],
    ['request', 'OPTIONS', [preflight[1]]],
    ['request', 'OPTIONS', [...preflight, preflight[0]]],
    ['request', 'OPTIONS', [...preflight, preflight[1]]],
    ['request', 'OPTIONS', [preflight[0], ['Access-Control-Request-Method', '']]],
    ['request', 'OPTIONS', [...preflight, ['Cookie', 'sid=1']]],
    ['request', 'OPTIONS', [...preflight, ['Cookie', '']]],
    ['request', 'OPTIONS', [...preflight, ['Authorization', 'Bearer a']]],
    ['request', 'OPTIONS', [...preflight, ['Authorization', 'Bearer a'], ['Authorization', 'Bearer b']]],
    ['request', 'GET', preflight],
    ['request', 'POST', [...preflight, ['X-HTTP-Method-Override', 'OPTIONS']]],
    [
      'upgrade',
      'GET',
      [
        ['Upgrade', 'websocket'],
        ['Connection', 'keep-alive, Upgrade'],
      ],
    ],
    [
      'upgrade',
      'GET',
      [
        ['Upgrade', 'h2c'],
        ['Upgrade', 'WebSocket'],
        ['Connection', 'upgrade'],
      ],
    ],
    ['upgrade', 'GET', [['Upgrade', 'websocket']]],
    [
      'request',
      'GET',
      [
        ['Upgrade', 'h2c'],
        ['Connection', 'Upgrade'],
      ],
    ],
  ]
  test.each(channels)('%s: %s %j', (channel, method, headers) => {
    expect(node(headers, '/x', method).channel).toBe(channel)
  })
})

describe('the request target', () => {
  test('is cut and not decoded', () => {
    expect(node([], '/a%2Fb/../c?d=%20?e')).toMatchObject({ path: '/a%2Fb/../c', query: '?d=%20?e' })
    expect(node([], '//a//b')).toMatchObject({ path: '//a//b', query: '' })
  })

  test('an absolute one names the host itself', () => {
    const facts = node([['Host', 'other.example.test']], 'http://Bank.Example.Test/x?y')
    expect(facts).toMatchObject({ path: '/x', query: '?y', origin: 'http://bank.example.test' })
    expect(node([], 'http://bank.example.test')).toMatchObject({ path: '/', query: '' })
    expect(node([], 'http://bank.example.test?y')).toMatchObject({ path: '/', query: '?y' })
  })

  test('HTTP/2 may name the host in a pseudo header only', () => {
    expect(node([[':authority', 'bank.example.test']]).origin).toBe('http://bank.example.test')
    expect(node([]).origin).toBeUndefined()
    expect(
      node([
        ['Host', 'a.example.test'],
        ['Host', 'b.example.test'],
      ]).origin,
    ).toBeUndefined()
  })

  test('what cannot be classified is an error with status 400', () => {
    for (const [url, method] of [
      ['/x#y', 'GET'],
      ['x', 'GET'],
      ['', 'GET'],
      ['*', 'GET'],
      ['ftp://bank.example.test/x', 'GET'],
      ['http://user@bank.example.test/x', 'GET'],
      ['javascript:alert(1)', 'GET'],
      ['/x', 'GE T'],
      ['/x', ''],
    ] as const) {
      const read = () => node([], url, method)
      expect(read, `${method} ${url}`).toThrow(FactsError)
    }
    expect(node([], '*', 'OPTIONS').path).toBe('*')
    expect(node([], '/x', 'patch').method).toBe('PATCH')
  })
})

describe('fetch', () => {
  test('without a platform that tells, the client is unknown', () => {
    expect(fetched([]).peer).toEqual({ address: undefined, network: undefined, loopback: false })
  })

  test('takes what the operator knows', () => {
    const request = new Request('https://bank.example.test/pay?x=1#ignored')
    const facts = factsFromFetch(request, none, { prefix: '/api', remoteAddress: '198.51.100.7' })
    expect(facts).toMatchObject({ path: '/api/pay', query: '?x=1', origin: 'https://bank.example.test' })
    expect(facts.peer.address).toBe('198.51.100.7')
  })
})
