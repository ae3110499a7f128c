import { type AccessTokenOptions, accessToken, type CookieSessionOptions, cookieSession } from '@retrust/core'
import { describe, expect, it } from 'vitest'
import { pathsOf, withGood } from '../faults-of.ts'

describe('options of credentials', () => {
  it.each<[string, unknown, string]>([
    ['nothing', null, 'options'],
    ['a list', [], 'options'],
    ['a text', 'x', 'options'],
    ['an idle time longer than the session', { absolute: '1h', idle: '2h' }, 'idle'],
    ['an idle time longer than the default session', { idle: '13h' }, 'idle'],
    ['an overlap that keeps a copy alive', { overlap: '301s' }, 'overlap'],
    ['a name with a prefix', { name: '__Host-x;' }, 'name'],
    ['a name that is a number', { name: 5 }, 'name'],
    ['a name with a line end', { name: 'a\r\nb' }, 'name'],
    ['no name', { name: '' }, 'name'],
    ['secure as text', { secure: 'no' }, 'secure'],
    ['an unknown fate', { onSpent: 'ignore' }, 'onSpent'],
    ['origins as text', { trustedOrigins: 'https://a.example' }, 'trustedOrigins'],
    ['an origin with a path', { trustedOrigins: ['https://a.example/'] }, 'trustedOrigins[0]'],
    ['an origin in capitals', { trustedOrigins: ['https://A.example'] }, 'trustedOrigins[0]'],
    ['an origin with its default port', { trustedOrigins: ['https://a.example:443'] }, 'trustedOrigins[0]'],
    ['an origin with a star', { trustedOrigins: ['*'] }, 'trustedOrigins[0]'],
    ['the origin null', { trustedOrigins: ['null'] }, 'trustedOrigins[0]'],
  ])('of cookieSession: %s', (_, options, path) => {
    expect(pathsOf(withGood({ credentials: [cookieSession(options as CookieSessionOptions)] }))).toEqual([
      `credentials[0].${path}`,
    ])
  })

  const token = { issuer: 'https://op.example', audience: 'https://api.example' }
  it.each<[string, object, string]>([
    ['an issuer over plain http', { issuer: 'http://op.example' }, 'issuer'],
    ['an issuer that is a name', { issuer: 'op' }, 'issuer'],
    ['no issuer', { issuer: undefined }, 'issuer'],
    ['an issuer that is a list', { issuer: ['https://op.example'] }, 'issuer'],
    ['no audience', { audience: undefined }, 'audience'],
    ['an empty audience', { audience: '' }, 'audience'],
    ['keys over plain http', { jwks: 'http://op.example/jwks' }, 'jwks'],
    ['keys that are none', { jwks: {} }, 'jwks'],
    ['keys that are a list', { jwks: [] }, 'jwks'],
    ['an acr that nobody ranked', { acr: { 'urn:mfa': 'mfaa' } }, 'acr'],
    ['an acr that is no text', { acr: { 'urn:mfa': 5 } }, 'acr.urn:mfa'],
    ['acr as text', { acr: 'mfa' }, 'acr'],
    ['a kind that is a name', { kind: 'workload' }, 'kind'],
    ['a fleet of none', { fleet: 0 }, 'fleet'],
    ['a fleet of nine', { fleet: 9 }, 'fleet'],
    ['half a fleet', { fleet: 1.5 }, 'fleet'],
    ['tenants as text', { tenants: 'acme' }, 'tenants'],
    ['no tenants', { tenants: [] }, 'tenants'],
    ['no life', { maxLife: '0' }, 'maxLife'],
    ['an unknown choice', { withoutAuthTime: 'now' }, 'withoutAuthTime'],
    ['an unknown option', { audiences: ['x'] }, 'audiences'],
  ])('of accessToken: %s', (_, options, path) => {
    const credentials = [accessToken({ ...token, ...options } as AccessTokenOptions)]
    expect(pathsOf(withGood({ credentials }))).toEqual([`credentials[0].${path}`])
  })

  it('of accessToken: nothing, or something else', () => {
    for (const options of [null, undefined, [], 5, 'x'])
      expect(withGood({ credentials: [accessToken(options as unknown as AccessTokenOptions)] }).length).toBeGreaterThan(
        0,
      )
  })
})
