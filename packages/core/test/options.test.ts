import {
  type CookieSessionOptions,
  cookieSession,
  deny,
  downgrade,
  existingSession,
  memoryStore,
  presets,
  rule,
} from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { describe, expect, it } from 'vitest'
import { faultsOf, pathsOf, withGood } from './faults-of.ts'

const host = () =>
  existingSession(
    { read: () => undefined, end: () => undefined, maxLife: '1h' },
    { name: 'Test', isExchange: (value): value is object => value !== undefined },
  )
const SECRET = 'a secret of more than 32 characters, at least'

describe('options that make sense', () => {
  it.each<[string, object]>([
    ['the least', {}],
    ['a preset', { policy: presets.balanced() }],
    ['pages', { pages: { login: '/login', logout: '/logout', stepUp: '/auth/confirm' } }],
    ['no page', { pages: {} }],
    ['proxies', { trustedProxies: ['10.0.0.0/8', '::1', '2001:db8::/32', '192.0.2.1'] }],
    ['a number of proxies', { trustedProxies: 2 }],
    ['secrets', { secrets: [SECRET, `${SECRET} 2`] }],
    ['durations', { clockLeeway: '0', hookTimeout: '500ms', storeTimeout: '1.5s', outage: { lastKnown: '30s' } }],
    ['an action named like a member of every object', { actions: { constructor: { sensitive: true } } }],
    ['a match that lowers', { actions: { search: { match: 'POST /search', access: 'read' } } }],
    ['a short session', { credentials: [cookieSession({ absolute: '10m' })] }],
    ['everything undefined', { pages: undefined, actions: undefined, signals: undefined, outage: undefined }],
  ])('are taken: %s', (_, options) => {
    expect(withGood(options)).toEqual([])
  })
})

describe('options that make no sense', () => {
  it.each([null, undefined, 5, 'x', true, [], () => 1, Symbol('x')])('no options at all: %s', (options) => {
    expect(faultsOf(options).length).toBeGreaterThan(0)
  })

  it('that are missing, or of another type, are told in plain words', () => {
    expect(faultsOf({ store: memoryStore(), credentials: cookieSession() }).map((one) => one.split('. ')[0])).toEqual([
      'credentials: is not of the type array',
      'policy: is missing',
    ])
    expect(faultsOf(undefined)).toEqual(['options: is missing. Give the options as an object'])
  })

  it('are all named at once, each with its mend', () => {
    const faults = withGood({
      credentials: [cookieSession({ idle: 'soon' as never }), cookieSession({ overlap: '1h' })],
      pages: { login: '/' },
      secrets: ['short'],
      policy: [riskScore({ atLeast: 80, lifts: 'mfaa' })],
      actions: { search: { match: 'POST /search', sensitive: true } },
      trustedProxies: true,
      clockLeeway: '1h',
    })
    expect(pathsOf(faults).sort()).toEqual([
      'actions.search.match',
      'clockLeeway',
      'credentials',
      'credentials[0].idle',
      'credentials[1].overlap',
      'pages.login',
      'policy[0] (riskScore).lifts',
      'secrets[0]',
      'trustedProxies',
    ])
  })

  it.each<[string, object, string]>([
    ['stor', { stor: 1 }, 'stor: there is no such option. Did you mean "store"?'],
    ['polcy', { polcy: [] }, 'polcy: there is no such option. Did you mean "policy"?'],
    ['pages.signin', { pages: { logn: '/x' } }, 'pages.logn: there is no such option. Did you mean "login"?'],
    ['outage', { outage: { lastKnow: '1s' } }, 'outage.lastKnow: there is no such option. Did you mean "lastKnown"?'],
    [
      'audit that goes nowhere',
      { audit: { mode: 'required' } },
      "audit.sink: audit is required and goes nowhere, so every request would be refused. Write for instance { sink: (record) => log(record), mode: 'continue' }",
    ],
    ['audit', { audit: { mod: 'x' } }, 'audit.mod: there is no such option. Did you mean "mode"?'],
    [
      'an action',
      { actions: { pay: { sensitiv: true } } },
      'actions.pay.sensitiv: there is no such option. Did you mean "sensitive"?',
    ],
    [
      'a cookie',
      { credentials: [cookieSession({ absolut: '1h' } as CookieSessionOptions)] },
      'credentials[0].absolut: there is no such option. Did you mean "absolute"?',
    ],
  ])('an option that there is not names the nearest: %s', (_, options, fault) => {
    expect(withGood(options)).toEqual([fault])
  })

  it.each<[string, object, string]>([
    ['everybody is a proxy', { trustedProxies: true }, 'trustedProxies'],
    ['everybody is a proxy, as a block', { trustedProxies: ['0.0.0.0/0'] }, 'trustedProxies[0]'],
    ['everybody is a proxy, as a block of v6', { trustedProxies: ['::/0'] }, 'trustedProxies[0]'],
    ['a proxy by name', { trustedProxies: ['loopback'] }, 'trustedProxies'],
    ['a proxy of no length', { trustedProxies: ['10.0.0.0/33'] }, 'trustedProxies'],
    ['minus one proxy', { trustedProxies: -1 }, 'trustedProxies'],
    ['no credential', { credentials: [] }, 'credentials'],
    ['credentials that are none', { credentials: [{}] }, 'credentials[0]'],
    ['a credential without its call', { credentials: [cookieSession] }, 'credentials[0]'],
    ['two sessions of hosts', { credentials: [host(), host()] }, 'credentials'],
    ['a session of a host beside ours', { credentials: [cookieSession(), host()] }, 'credentials'],
    ['two cookies of ours', { credentials: [cookieSession(), cookieSession({ name: 'b' })] }, 'credentials'],
    ['no store', { store: undefined }, 'store'],
    ['a store without its call', { store: memoryStore }, 'store'],
    ['half a store', { store: { sessions: {}, changes: {}, records: {} } }, 'store'],
    ['no policy', { policy: undefined }, 'policy'],
    ['a preset that is not spread', { policy: [presets.balanced()] }, 'policy[0]'],
    ['a rule that is a list', { policy: [[]] }, 'policy[0]'],
    ['a rule that only looks like one', { policy: [{ find: () => undefined }] }, 'policy[0]'],
    ['a rule that is a name', { policy: ['riskScore'] }, 'policy[0]'],
    ['an order without values', { acrOrder: [] }, 'acrOrder'],
    ['an order that names one twice', { acrOrder: ['pwd', 'mfa', 'pwd'] }, 'acrOrder'],
    ['an acr with a quote', { acrOrder: ['p"wd'] }, 'acrOrder[0]'],
    ['an acr with a space', { acrOrder: ['p wd'] }, 'acrOrder[0]'],
    ['no secrets', { secrets: [] }, 'secrets'],
    ['a short secret', { secrets: ['x'.repeat(31)] }, 'secrets[0]'],
    ['a secret that is a number', { secrets: [5] }, 'secrets[0]'],
    ['two pages on one path', { pages: { login: '/a', stepUp: '/a' } }, 'pages'],
    ['an unknown mode', { audit: { mode: 'maybe' } }, 'audit.mode'],
    ['a sink that is no function', { audit: { sink: 'x' } }, 'audit.sink'],
    ['a tenant that is a name', { tenant: 'acme' }, 'tenant'],
    ['a clock that only tells', { clock: { now: () => 0 } }, 'clock'],
    ['a signal that is a value', { signals: { risk: 5 } }, 'signals.risk'],
    ['a signal with an odd name', { signals: { 'a b': () => 1 } }, 'signals.a b'],
    ['an action with an odd name', { actions: { 'a b': {} } }, 'actions.a b'],
    ['an action that is nothing', { actions: { pay: null } }, 'actions.pay'],
    ['an unknown access', { actions: { pay: { access: 'delete' } } }, 'actions.pay.access'],
  ])('%s', (_, options, path) => {
    expect(pathsOf(withGood(options))).toEqual([path])
  })

  it.each([
    '/',
    '',
    'login',
    '//login',
    '/a//b',
    '/a/',
    '/..',
    '/a/../b',
    '/%2e',
    '/a?b',
    '/a#b',
    '/ä',
    '/a b',
    '\\a',
    5,
  ])('a page that is no plain path: %j', (login) => {
    expect(pathsOf(withGood({ pages: { login } }))).toEqual(['pages.login'])
  })

  it.each(['', 'x', '1', '-1s', '1 s', '1w', '1e3s', ' 1s', '1S', 1_000, null, ['1s'], '9999999999s'])(
    'a length of time that is none: %j',
    (text) => {
      for (const option of ['clockLeeway', 'hookTimeout', 'storeTimeout', 'checkEvery'])
        expect(pathsOf(withGood({ [option]: text }))).toEqual([option])
      expect(pathsOf(withGood({ outage: { lastKnown: text } }))).toEqual(['outage.lastKnown'])
      for (const option of ['absolute', 'idle', 'overlap'])
        expect(pathsOf(withGood({ credentials: [cookieSession({ [option]: text })] }))).toEqual([
          `credentials[0].${option}`,
        ])
    },
  )

  it('a wait of no time at all', () => {
    for (const option of ['hookTimeout', 'storeTimeout', 'checkEvery'])
      for (const text of ['0', '0s', '0.1ms']) expect(pathsOf(withGood({ [option]: text }))).toEqual([option])
  })

  it.each<[string, object]>([
    ['of a sensitive action', { match: 'POST /search', sensitive: true }],
    ['that lowers nothing', { match: 'POST /search' }],
    ['without a method', { match: '/search', access: 'read' }],
    ['in small letters', { match: 'post /search', access: 'read' }],
    ['of everything', { match: 'POST /', access: 'read' }],
    ['with a star', { match: 'POST /*', access: 'read' }],
    ['with an escape', { match: 'POST /a%2fb', access: 'read' }],
    ['with dots', { match: 'POST /a/../b', access: 'read' }],
    ['with a query', { match: 'POST /a?b', access: 'read' }],
  ])('a match %s', (_, action) => {
    expect(pathsOf(withGood({ actions: { search: action } }))).toEqual(['actions.search.match'])
  })

  it('one match of two actions', () => {
    const match = { match: 'POST /search', access: 'read' }
    expect(pathsOf(withGood({ actions: { a: match, b: match } }))).toEqual(['actions.a.match', 'actions.b.match'])
  })
})

describe('rules that make no sense in this engine', () => {
  const limited = riskScore({ atLeast: 80, decide: 'downgrade', to: 'limited' })

  it('downgrade to limited where nothing is sensitive', () => {
    expect(pathsOf(withGood({ policy: [limited] }))).toEqual(['policy[0] (riskScore)'])
    expect(withGood({ policy: [limited], actions: { pay: { sensitive: true } } })).toEqual([])
  })

  it('are lifted by an acr that nobody ranked', () => {
    const lifted = (lifts: string) => withGood({ policy: [deny, rule({ lifts }, () => downgrade('x', 'read-only'))] })
    expect(lifted('mfaa')).toEqual(['policy[1] (custom).lifts: "mfaa" is not in acrOrder. Did you mean "mfa"?'])
    expect(lifted('mfa')).toEqual([])
  })

  it('ask for more than a login and hold only for the session', () => {
    const held = (holds: 'session' | 'subject' | 'request', lifts: string) =>
      pathsOf(withGood({ policy: [riskScore({ atLeast: 80, decide: 'downgrade', to: 'read-only', holds, lifts })] }))
    expect(held('session', 'mfa')).toEqual(['policy[0] (riskScore).holds'])
    expect(held('session', 'pwd')).toEqual([])
    expect(held('subject', 'mfa')).toEqual([])
    expect(held('request', 'mfa')).toEqual([])
  })
})

describe('a store that others share', () => {
  it('needs secrets that others have too', () => {
    const store = { ...memoryStore(), shared: true, name: 'elsewhere' }
    expect(pathsOf(withGood({ store }))).toEqual(['secrets'])
    expect(withGood({ store, secrets: [SECRET] })).toEqual([])
  })
})
