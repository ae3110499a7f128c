import { FactsError, factsFromFetch, factsFromNode, TrustedProxies } from '@retrust/adapter-kit'
import { cookieSession, createTrust, downgrade, memoryStore, returnTarget } from '@retrust/core'
import { signIn } from '@retrust/core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { edited, fuzz, fuzzAsync, onWire } from './fuzz.ts'
import { judged, nodeRequest } from './request.ts'

const HERE = 'https://bank.example.test'
const none = new TrustedProxies([])
const seeds = [
  ...[
    '/',
    '/account',
    '/account?tab=2',
    '/a/b/../c',
    '/%2e%2e//evil.test',
    '//evil.test/x',
    '/\\evil.test',
    '*',
    '/a%00b',
    '/search',
  ],
  ...[
    'http://evil.test/account',
    'https://bank.example.test',
    'HTTP://a@b.test:80/x?y#z',
    'ftp://a.test/',
    'evil.test:443',
    '/login?returnTo=%2Faccount',
  ],
]
const words = [
  '/',
  '//',
  '\\',
  '/\\',
  '.',
  '..',
  '%2e',
  '%2E%2e',
  '%2f',
  '%5c',
  '?',
  '#',
  '@',
  ':',
  'evil.test',
  'http://',
  'https:',
  'javascript:',
  '\t',
  '\n',
  ' ',
]
const targets = edited(seeds, words)
const methods = fc.oneof(fc.constantFrom('GET', 'POST', 'OPTIONS', 'CONNECT', 'TRACE', 'get'), edited(['GET', 'POST']))

test('a request target and a method are classified or refused as malformed', () => {
  fuzz(fc.tuple(targets, methods), 3_000, ([url, method]) => {
    let facts: ReturnType<typeof factsFromNode>
    try {
      facts = factsFromNode(nodeRequest({ url, method }), none)
    } catch (error) {
      expect(error).toBeInstanceOf(FactsError)
      return
    }
    const { path, query } = facts
    expect(path === '*' || path.startsWith('/')).toBe(true)
    expect(path).not.toMatch(/[?#]/)
    expect(query === '' || query.startsWith('?')).toBe(true)
    if (url.startsWith('/')) expect(path + query).toBe(url)
    expect(facts.method).toBe(facts.method.toUpperCase())
    expect(['request', 'preflight', 'upgrade']).toContain(facts.channel)
  })
})

test('a fetch request is classified by the path that its URL has', () => {
  fuzz(targets, 1_500, (target) => {
    const url = parsed(target)
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return
    const facts = factsFromFetch(new Request(url), none)
    // A bare question mark is no query to a URL.
    expect([facts.path, facts.query.replace(/^\?$/, '')]).toEqual([url.pathname, url.search])
  })
})

// Not by URL.canParse: once compiled, Node 20 takes Latin-1 for UTF-8 there.
function parsed(target: string): URL | undefined {
  try {
    return new URL(target, HERE)
  } catch {
    return undefined
  }
}

/** Where a browser would go. */
function staysHere(target: string): void {
  const url = new URL(target, `${HERE}/login`)
  expect(url.origin).toBe(HERE)
  expect(url.pathname.startsWith('//')).toBe(false)
}

test('a path to go back to stays on this origin, as a browser reads it', () => {
  let taken = 0
  fuzz(targets, 5_000, (written) => {
    const target = returnTarget(written)
    if (target === undefined) return
    taken += 1
    expect(target).toBe(written)
    staysHere(target)
  })
  expect(taken).toBeGreaterThan(0)
})

test('a redirect leads to our own page, and back to nowhere else', async () => {
  const trust = createTrust({
    store: memoryStore(),
    credentials: [cookieSession()],
    policy: [() => downgrade('tests.read-only', 'read-only')],
    pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
  })
  const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
  const referers = edited([`${HERE}/form`, `${HERE}//evil.test`, 'https://evil.test/', HERE], [...words, HERE])
  const asked = fc.tuple(targets, referers, fc.constantFrom('GET', 'POST', 'HEAD'), fc.boolean())
  let redirected = 0
  await fuzzAsync(asked, 1_500, async ([url, referer, method, known]) => {
    const rawHeaders = [
      'host',
      'bank.example.test',
      'sec-fetch-mode',
      'navigate',
      'sec-fetch-site',
      'same-origin',
      'referer',
      referer,
    ]
    if (known) rawHeaders.push('cookie', cookie)
    let answer: Awaited<ReturnType<typeof judged>>
    try {
      answer = await judged(trust, { url, method, rawHeaders })
      await answer.view.demand({ acr: 'mfa' }).catch(() => undefined)
    } catch (error) {
      expect(error).toBeInstanceOf(FactsError)
      return
    }
    const met = answer.refusal === undefined ? await answer.view.check({ acr: 'mfa' }) : undefined
    const refusal = answer.refusal ?? (met?.met === false ? met.refusal : undefined)
    expect(refusal?.status ?? 200).toBeLessThan(500)
    const location = refusal?.headers.location
    if (location === undefined) return
    redirected += 1
    expect(location).toMatch(/^\/(login|confirm)(\?|$)/)
    const back = new URL(location, HERE).searchParams.get('returnTo')
    if (back !== null) staysHere(back)
  })
  expect(redirected).toBeGreaterThan(0)
})

test('only the exact path of an action lowers what it needs', async () => {
  const trust = createTrust({
    store: memoryStore(),
    credentials: [cookieSession()],
    policy: [() => downgrade('tests.read-only', 'read-only')],
    actions: {
      search: { match: 'POST /search', access: 'read' },
      preview: { match: 'POST /reports/:id/preview', access: 'read' },
    },
    pages: { logout: '/logout', stepUp: '/confirm' },
  })
  const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
  const paths = edited(
    ['/search', '/reports/7/preview', '/logout', '/confirm/otp', '/transfers'],
    [...words, '/search', '/logout', '/confirm/'],
  )
  await fuzzAsync(paths, 1_500, async (url) => {
    try {
      const { refusal } = await judged(trust, { url, method: 'POST', rawHeaders: ['cookie', cookie] })
      if (refusal !== undefined) return
    } catch (error) {
      expect(error).toBeInstanceOf(FactsError)
      return
    }
    const path = (url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#@]*/i, '') || '/').split(
      '?',
      1,
    )[0] as string
    expect(path).toMatch(
      /^\/(search|logout|confirm(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*|reports\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*\/preview)$/,
    )
  })
})

test('headers about sites and methods never make a cross-site write a write of ours', async () => {
  const trust = createTrust({ store: memoryStore(), credentials: [cookieSession()], policy: [] })
  const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
  const origins = edited(
    [HERE, 'https://evil.test', 'null', 'https://bank.example.test.evil.test', 'HTTPS://BANK.EXAMPLE.TEST'],
    [HERE, 'evil.test', ',', ' '],
  )
  const sites = edited(['same-origin', 'none', 'cross-site', 'same-site'], ['same-origin', 'none', ',', ';'])
  await fuzzAsync(fc.tuple(fc.option(origins), fc.option(sites)), 1_500, async ([origin, site]) => {
    const rawHeaders = ['host', 'bank.example.test', 'cookie', cookie]
    if (origin !== null) rawHeaders.push('origin', onWire(origin))
    if (site !== null) rawHeaders.push('sec-fetch-site', onWire(site))
    const { refusal } = await judged(trust, { url: '/transfers', method: 'POST', rawHeaders })
    const ours =
      site === null ? origin === null || onWire(origin) === HERE : ['same-origin', 'none'].includes(onWire(site))
    expect(refusal?.status).toBe(ours ? undefined : 403)
  })
})
