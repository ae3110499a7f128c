import { createTrust, memoryStore, presets } from '@retrust/core'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { type TestIssuer, testIssuer } from '../../../packages/conformance/src/adapter-suite/test-issuer.ts'
import { edited, fuzzAsync } from './fuzz.ts'
import { judged } from './request.ts'

let issuer: TestIssuer
let trust: ReturnType<typeof createTrust>
let token = ''
const faults: unknown[] = []
const now = (): string => String(Math.floor(Date.now() / 1000))

beforeAll(async () => {
  issuer = await testIssuer()
  trust = createTrust({ store: memoryStore(), credentials: [issuer.credential()], policy: presets.balanced() })
  trust.on('fault', (fault) => void faults.push(fault))
  token = await issuer.token({ iat: now(), exp: `${now()}0`, auth_time: now() })
})

const bytes = (part: string | undefined): string => Buffer.from(part ?? '', 'base64url').toString('hex')

test('an authorization header is somebody only with the token that was signed', async () => {
  const [head, body, signature] = token.split('.') as [string, string, string]
  const encoded = (text: string): string => Buffer.from(text).toString('base64url')
  const heads = [
    '{"alg":"none"}',
    '{"alg":"HS256","typ":"at+jwt"}',
    '{"alg":"ES256","typ":"at+jwt","crit":["x"],"x":1}',
    '[]',
    '{}',
    'null',
  ]
  const seeds = [
    ...[
      `Bearer ${token}`,
      `bearer ${token}`,
      `Bearer ${head}.${body}.`,
      `Bearer ${head}..${signature}`,
      `Basic ${token}`,
      `DPoP ${token}`,
    ],
    ...heads.map((one) => `Bearer ${encoded(one)}.${body}.${signature}`),
    ...[
      '{"iss":"https://login.example.test"}',
      '{"iss":{}}',
      '[]',
      '"',
      '{"__proto__":{"iss":"https://login.example.test"}}',
    ].map((one) => `Bearer ${head}.${encoded(one)}.${signature}`),
  ]
  const words = ['Bearer ', 'bearer', 'DPoP ', token, head, body, signature, 'eyJhbGciOiJub25lIn0', '.', '..']
  let opened = 0
  await fuzzAsync(edited(seeds, words), 800, async (authorization) => {
    const { view, refusal } = await judged(trust, { rawHeaders: ['authorization', authorization] })
    expect(refusal?.status ?? 200).toBeLessThan(500)
    if (view.subject === undefined) return
    opened += 1
    expect(view.subject.id).toBe('alice')
    const [scheme, presented = '', ...rest] = authorization.split(' ')
    expect(scheme?.toLowerCase()).toBe('bearer')
    expect(rest).toEqual([])
    // What is signed is the text of the first two parts. The third may be spelled in several ways for the same bytes.
    const [a, b, c] = presented.split('.')
    expect([a, b, bytes(c)]).toEqual([head, body, bytes(signature)])
  })
  expect(opened).toBeGreaterThan(0)
  expect(faults).toEqual([])
})

test('claims of any make are a session or none, and never a fault', async () => {
  const odd = fc.oneof(
    { arbitrary: fc.json({ maxDepth: 2 }), weight: 3 },
    {
      arbitrary: fc.constantFrom(
        '1e400',
        '-1',
        '0',
        '1e-9',
        '9007199254740993',
        '""',
        'null',
        '[]',
        '{}',
        'true',
        '"alice"',
        '"__proto__"',
        '"\\u0000"',
        '"\\ud800"',
      ),
      weight: 5,
    },
  )
  const names = [
    'sub',
    'client_id',
    'exp',
    'iat',
    'auth_time',
    'jti',
    'acr',
    'amr',
    'sid',
    'scope',
    'cnf',
    'act',
    'events',
    'nbf',
    'aud',
    'iss',
    '__proto__',
    'constructor',
    'toString',
  ]
  const claims = fc.array(fc.tuple(fc.constantFrom(...names), odd), { maxLength: 4 })
  let opened = 0
  await fuzzAsync(claims, 500, async (entries) => {
    const signed = await issuer.token({
      iat: now(),
      exp: `${now()}0`,
      auth_time: now(),
      ...Object.fromEntries(entries),
    })
    const { view, refusal } = await judged(trust, { rawHeaders: ['authorization', `Bearer ${signed}`] })
    expect(refusal?.status ?? 200).toBeLessThan(500)
    if (view.subject === undefined) return
    opened += 1
    const said = JSON.parse(Buffer.from(signed.split('.')[1] as string, 'base64url').toString()) as Record<
      string,
      unknown
    >
    expect(view.subject).toMatchObject({ id: said.sub, issuer: 'https://login.example.test' })
    expect([said.aud].flat()).toContain('https://api.example.test')
    expect([said.cnf, said.events]).toEqual([undefined, undefined])
  })
  expect(opened).toBeGreaterThan(0)
  expect(faults).toEqual([])
})
