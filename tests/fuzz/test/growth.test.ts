import { FactsError, factsFromFetch, factsFromNode, readBrowser, TrustedProxies } from '@retrust/adapter-kit'
import { accessToken, cookieSession, createTrust, memoryStore, presets, returnTarget } from '@retrust/core'
import { expect, test } from 'vitest'
import { isNavigation } from '../../../packages/core/src/context/action.ts'
import { cookieValues } from '../../../packages/core/src/credentials/cookie-header.ts'
import { redirectTarget, returnTargetOf } from '../../../packages/core/src/refusal/redirect.ts'
import { costs, type Growing } from './growth.ts'
import { nodeRequest } from './request.ts'

const NAME = '__Host-session'
const proxies = new TrustedProxies(['10.0.0.0/8'])
const hops = new TrustedProxies(32)
const behind = { remoteAddress: '10.0.0.1' }
const trust = createTrust({
  store: memoryStore(),
  credentials: [
    cookieSession(),
    accessToken({ issuer: 'https://login.example.test', audience: 'https://api.example.test', jwks: { keys: [] } }),
  ],
  policy: presets.balanced(),
  actions: { search: { match: 'POST /search/:a/:b', access: 'read' } },
  pages: { login: '/login', stepUp: '/confirm' },
})

const fill = (piece: string) => (size: number, salt: string) => salt + piece.repeat(Math.ceil(size / piece.length))
const around = (before: string, piece: string, after: string) => (size: number, salt: string) =>
  `${before}${salt}${piece.repeat(Math.ceil(size / piece.length))}${after}`

const facts =
  (header: string, others: readonly string[] = [], by = proxies) =>
  (text: string) =>
    factsFromNode(nodeRequest({ socket: behind, rawHeaders: [header, text, ...others] }), by)
const admitted =
  (header: string, url = '/', method = 'POST') =>
  (text: string) =>
    void trust.open(factsFromNode(nodeRequest({ url, method, rawHeaders: [header, text] }), proxies)).admit()
const target = (url: string) => {
  try {
    return factsFromNode(nodeRequest({ url }), proxies).path
  } catch (error) {
    if (!(error instanceof FactsError)) throw error
    return undefined
  }
}

const navigation = (referer: string) =>
  factsFromNode(nodeRequest({ method: 'POST', rawHeaders: ['host', 'bank.example.test', 'referer', referer] }), proxies)

const shapes = (name: string, size: number, read: Growing['read'], makes: Record<string, Growing['make']>): Growing[] =>
  Object.entries(makes).map(([shape, make]) => ({ name: `${name}: ${shape}`, size, make, read }))

const nested = {
  'one letter': fill('a'),
  spaces: fill(' '),
  tabs: fill('\t '),
  commas: fill(','),
  'opening brackets': fill('(['),
  quotes: fill('"'),
  escapes: fill('%2e'),
  zeros: fill('0'),
  'letters and an end': around('', 'a', '!'),
}

const all: readonly Growing[] = [
  // No bound of its own: the server's (16 KB on Node), which other platforms set higher.
  ...shapes('cookies', 8_192, (text) => cookieValues(text, NAME), {
    ...nested,
    semicolons: fill(';'),
    'cookies of our name': fill(`${NAME}=a;`),
    'almost our name': fill('__Host-sessio;'),
    'spaces before each pair': fill(`${' '.repeat(60)};`),
    'spaces after one': around(`${NAME}=a`, ' ', ''),
  }),
  ...shapes('a session cookie, judged', 8_192, admitted('cookie'), {
    'cookies of our name': fill(`${NAME}=a;`),
    'well-formed cookies of our name': (size, salt) =>
      Array.from({ length: size / 82 }, (_, i) => `${NAME}=${`${salt}${i}`.padEnd(22, 'a')}.${'b'.repeat(43)}`).join(
        '; ',
      ),
    'device cookies': fill(`${NAME}=a; ${NAME}-device=a;`),
  }),
  // 16,384 characters, then malformed.
  ...shapes('authorization, judged', 2_000, admitted('authorization'), {
    spaces: around('Bearer ', ' ', ''),
    dots: around('Bearer ', 'a.', ''),
    'one part': around('Bearer ', 'a', ''),
    'three parts': around('Bearer eyJhbGciOiJFUzI1NiJ9.', 'e', '.AAAA'),
    'nested claims': (size) => `Bearer e30.${Buffer.from('['.repeat(size / 2)).toString('base64url')}.AAAA`,
    'the scheme again': fill('Bearer '),
    commas: around('Bearer ', ',', ''),
  }),
  ...shapes('forwarded addresses', 8_192, (text) => facts('x-forwarded-for')(text).peer, {
    ...nested,
    'trusted proxies': fill('10.0.0.2,'),
    colons: fill(':'),
    'digits and dots': fill('1.'),
    'spaces around items': fill(`${' '.repeat(60)}10.0.0.2,`),
  }),
  ...shapes('forwarded addresses by count', 8_192, (text) => facts('x-forwarded-for', [], hops)(text).peer, {
    addresses: fill('203.0.113.9,'),
    commas: fill(','),
  }),
  ...shapes('a forwarded host', 8_192, (text) => facts('x-forwarded-host')(text).origin, {
    ...nested,
    dots: fill('.'),
    labels: fill('a.'),
    'labels and an end': around('', 'a.', '!'),
    colons: fill(':'),
    'hyphens and an end': around('', 'a-_~', '@'),
    'an IPv6 literal': around('[', ':', ''),
  }),
  // 260 characters, then none.
  ...shapes('a host', 30, (text) => facts('host')(text).origin, {
    letters: fill('a'),
    labels: fill('a.'),
    digits: fill('1'),
    'hexadecimal digits': around('0x', 'f', ''),
    hyphens: around('xn--', '-', ''),
    colons: around('[', ':', ']'),
  }),
  ...shapes('a forwarded scheme', 8_192, (text) => facts('x-forwarded-proto', ['host', 'a.test'])(text).origin, nested),
  ...shapes('an upgrade', 8_192, (text) => facts('upgrade', ['connection', text])(text).channel, {
    ...nested,
    'almost it': fill('websocke '),
    words: fill('upgrad,'),
  }),
  // 1,024 characters, then not known.
  ...shapes('a user agent', 120, readBrowser, {
    ...nested,
    products: fill('Mozilla/5.0 '),
    versions: around('Mozilla/', '5.', ''),
    'Windows NT': fill('Windows NT '),
    Android: around('Mozilla/5.0 (Linux; Android ', '1.', ')'),
    'Mac OS X': around('Mozilla/5.0 (Macintosh; Intel Mac OS X ', '1_', ''),
    'like many': fill(' like '),
    'a slash and spaces': around('a/', ' ', '/'),
    'spaces and slashes': fill(' /'),
    'Version and Safari': fill('Version/ Safari '),
    'letters and slashes': around('', 'a', '/ '),
    semicolons: fill('; '),
    Chrome: fill('Chrome/'),
  }),
  ...shapes('a request target', 8_192, target, {
    slashes: around('/', '/', ''),
    dots: around('/', '../', ''),
    'question marks': around('/', '?', ''),
    escapes: around('/', '%2e%2e/', ''),
    'an absolute one': around('http://', 'a', '/x'),
    'a host that never ends': around('http://', 'a.', ''),
  }),
  ...shapes('a path, judged', 4_096, (url) => admitted('x-a', url)(''), {
    slashes: around('/', 'a/', ''),
    dots: around('/search/', '.', ''),
    'one segment': around('/search/', 'a', '/b'),
    'a step-up page': around('/confirm/', 'a/', ''),
  }),
  // 2,048 characters, then none.
  ...shapes('a return target', 250, returnTarget, {
    slashes: around('/', 'a/', ''),
    dots: around('/', '%2e/', ''),
    escapes: around('/', '%2e%2e', ''),
    letters: around('/', 'a', '\\'),
    'question marks': around('/', '?', ''),
  }),
  // 8,192 characters, then none.
  ...shapes('the query of a return target', 1_000, returnTargetOf, {
    ampersands: around('?', '&', ''),
    names: around('?', 'returnTo=/a&', ''),
    escapes: around('?returnTo=', '%2f', ''),
    equals: around('?', '=', ''),
  }),
  ...shapes('accept', 8_192, (text) => isNavigation(facts('accept')(text)), {
    ...nested,
    'almost html': fill('text/htm,'),
    'html within words': fill('xtext/html'),
    slashes: fill('text/'),
  }),
  // As a return target.
  ...shapes('a referer', 240, (text) => redirectTarget('/login', navigation(text)), {
    'a path': around('https://bank.example.test/', 'a/', ''),
    dots: around('https://bank.example.test/', '%2e/', ''),
    letters: around('https://bank.example.test/', 'a', '\\'),
  }),
  ...shapes('origin, judged', 8_192, admitted('origin'), { ...nested, schemes: fill('https://') }),
  ...shapes(
    'many headers',
    500,
    (text) => {
      const rawHeaders = text.split('').flatMap((_, i) => [`x-${i}`, 'v'])
      return factsFromNode(nodeRequest({ rawHeaders }), proxies).single('cookie')
    },
    { 'of other names': fill('a') },
  ),
  ...shapes(
    'many lines of one header',
    500,
    (text) => {
      const rawHeaders = text.split('').flatMap(() => ['Cookie', 'a=b'])
      return factsFromNode(nodeRequest({ rawHeaders }), proxies).cookies?.length
    },
    { cookies: fill('a') },
  ),
  ...shapes(
    'fetch',
    8_192,
    (text) =>
      factsFromFetch(new Request('https://a.test/', { headers: { authorization: text } }), proxies).single(
        'authorization',
      ),
    { commas: fill(','), letters: fill('a') },
  ),
]

// Reading eight times as much costs about eight times as much; what grows with the square costs 64 times.
const MOST = 24

test.each(all)('$name: eight times the size costs no more than three times eight', (one) => {
  // Once more where something else had the machine in all rounds of the larger sizes.
  const ratios = [costs, costs, costs].reduce<readonly number[]>(
    (best, measure) => ((best[3] ?? 99) <= MOST ? best : measure(one)),
    [],
  )
  expect(ratios[3], `at 1, 2, 4, 8 times: ${ratios.map((one) => one.toFixed(1)).join(', ')}`).toBeLessThanOrEqual(MOST)
})

test('a reader whose work grows with the square is noticed', () => {
  const slow: Growing = { name: '', size: 1_000, make: fill('a'), read: (text) => /a*!/.test(text) }
  expect(costs(slow)[3]).toBeGreaterThan(MOST)
})
