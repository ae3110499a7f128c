import { fakeFacts } from '@retrust/core/testing'
import { exportSPKI, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { ask, bearing, tokenEngine } from './ask.ts'
import { AUDIENCE, signingKey } from './loopback-issuer.ts'

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('the checks of RFC 9068 section 4', () => {
  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'application/AT+jwt'])(
    'typ %s is that of a token',
    async (typ) => {
      const { trust, clock, issuer } = await tokenEngine()
      expect((await ask(trust, bearing(await issuer.token(clock.now(), {}, { header: { typ } })))).status).toBe(200)
    },
  )

  it.each(['JWT', 'secevent+jwt', 'logout+jwt', 'dpop+jwt', 'id+jwt', '', 'at+jwt+jwt', undefined, 5, ['at+jwt']])(
    'typ %j is that of something else',
    async (typ) => {
      const { trust, clock, issuer } = await tokenEngine()
      const token = await issuer.token(clock.now(), {}, { header: { typ: typ as string } })
      expect(await ask(trust, bearing(token))).toMatchObject({ status: 401, code: 'credential.invalid' })
    },
  )

  it.each<[string, Record<string, unknown>]>([
    ['another audience', { aud: 'https://else.example.test' }],
    ['a list without us', { aud: ['https://a.example', 'https://b.example'] }],
    ['a longer audience', { aud: `${AUDIENCE}/` }],
    ['an audience in other letters', { aud: AUDIENCE.toUpperCase() }],
    ['no audience', { aud: undefined }],
    ['no exp', { exp: undefined }],
    ['exp as text', { exp: '9999999999' }],
    ['exp null', { exp: null }],
    ['no iat', { iat: undefined }],
    ['no jti', { jti: undefined }],
    ['no sub', { sub: undefined }],
    ['sub empty', { sub: '' }],
    ['sub a number', { sub: 5 }],
    ['sub a list', { sub: ['alice'] }],
    ['no client_id', { client_id: undefined }],
    ['client_id an object', { client_id: {} }],
    ['nbf in the future', { nbf: 9_999_999_999 }],
    ['an event (a SET)', { events: { 'https://schemas.openid.net/event': {} } }],
    ['an empty list of events', { events: {} }],
  ])('%s is refused', async (_, claims) => {
    const { askWith } = await tokenEngine()
    expect(await askWith(claims)).toMatchObject({ status: 401, code: 'credential.invalid' })
  })

  it('a list of audiences with us in it is for us', async () => {
    const { askWith } = await tokenEngine()
    expect((await askWith({ aud: ['https://else.example', AUDIENCE] })).status).toBe(200)
  })

  it('a token that is bound to a key is worth nothing without its proof', async () => {
    const { askWith } = await tokenEngine()
    for (const cnf of [{ jkt: 'x' }, {}, null, 'x'])
      expect(await askWith({ cnf })).toMatchObject({ status: 401, code: 'credential.unbound' })
  })

  it('a refusal of a token carries the challenge of RFC 6750', async () => {
    const { askWith } = await tokenEngine()
    const { refusal } = await askWith({ aud: 'else' })
    expect(refusal?.headers['www-authenticate']).toMatch(/^Bearer .*error="invalid_token"/)
    expect(refusal?.headers['cache-control']).toBe('no-store')
  })
})

describe('a token that chooses how it is verified (C33)', () => {
  it('is never taken by alg none, in whatever letters', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const good = await issuer.token(clock.now())
    const [, payload, signature] = good.split('.') as [string, string, string]
    for (const alg of ['none', 'nOnE', 'NONE', '', undefined, null, ['ES256'], ['none'], { toString: 'ES256' }, 5]) {
      const header = base64({ alg, typ: 'at+jwt', kid: 'first' })
      for (const token of [`${header}.${payload}.${signature}`, `${header}.${payload}.`, `${header}.${payload}`])
        expect((await ask(trust, bearing(token))).status).toBe(401)
    }
  })

  it('is never taken by a secret that everybody knows: the public key as text or as JSON', async () => {
    const key = await signingKey('first', 'RS256')
    const { trust, clock, issuer } = await tokenEngine()
    // A key set that names no algorithm.
    const { alg: _, ...publicJwk } = key.publicJwk
    issuer.keys = [{ privateKey: key.privateKey, publicJwk }]
    const { importJWK } = await import('jose')
    const spki = await exportSPKI((await importJWK(key.publicJwk, 'RS256')) as Parameters<typeof exportSPKI>[0])
    const [, payload] = (await issuer.token(clock.now(), {}, { key })).split('.') as [string, string]
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
    for (const secret of [spki, spki.trim(), JSON.stringify(publicJwk), publicJwk.n as string]) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const token = await new SignJWT(claims)
          .setProtectedHeader({ alg, typ: 'at+jwt', kid: 'first' })
          .sign(new TextEncoder().encode(secret.padEnd(64)))
        expect(await ask(trust, bearing(token))).toMatchObject({ status: 401, code: 'credential.invalid' })
      }
    }
    expect((await ask(trust, bearing(await issuer.token(clock.now(), {}, { key })))).status).toBe(200)
  })

  it('is not verified with a secret that the issuer published by mistake', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const secret = new TextEncoder().encode('x'.repeat(64))
    const good = await issuer.token(clock.now())
    issuer.keys = [
      ...issuer.keys,
      {
        privateKey: issuer.keys[0]?.privateKey as never,
        publicJwk: { kty: 'oct', kid: 'secret', k: Buffer.from(secret).toString('base64url') },
      },
    ]
    const claims = JSON.parse(Buffer.from(good.split('.')[1] as string, 'base64url').toString()) as object
    const token = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'secret' })
      .sign(secret)
    expect((await ask(trust, bearing(token))).status).toBe(401)
    expect((await ask(trust, bearing(good))).status).toBe(200)
  })

  it.each(['../../x', "' OR 1=1", '__proto__', 'constructor', '', 'x'.repeat(8_000), 'FIRST'])(
    'names a key that the issuer does not have: kid %.20j',
    async (kid) => {
      const { trust, clock, issuer } = await tokenEngine()
      const token = await issuer.token(clock.now(), {}, { header: { kid } })
      expect(await ask(trust, bearing(token))).toMatchObject({ status: 401, code: 'credential.invalid' })
    },
  )

  it.each([[['first']], [5], [{}], [null], [true]])('names no key at all: kid %j gets nobody in', async (kid) => {
    const { trust, clock, issuer } = await tokenEngine()
    const token = await issuer.token(clock.now(), {}, { key: await signingKey(), header: { kid: kid as never } })
    expect((await ask(trust, bearing(token))).status).toBe(401)
  })

  it('brings its own key, or says where to fetch one: neither is looked at', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const thief = await signingKey('thief')
    for (const header of [
      { jwk: thief.publicJwk },
      { jku: `${issuer.issuer}/thief` },
      { x5u: `${issuer.issuer}/thief` },
      { x5c: ['MIIB'] },
    ]) {
      const token = await issuer.token(clock.now(), {}, { key: thief, header })
      expect(await ask(trust, bearing(token))).toMatchObject({ status: 401, code: 'credential.invalid' })
    }
    expect(issuer.asked.get('/thief')).toBeUndefined()
  })

  it('asks for an extension that nobody here knows', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const [header, payload, signature] = (await issuer.token(clock.now())).split('.') as [string, string, string]
    const named = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), crit: ['exp2'], exp2: 1 }
    expect((await ask(trust, bearing(`${base64(named)}.${payload}.${signature}`))).code).toBe('credential.invalid')
  })

  it('is signed by another key under a key id of the issuer', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const token = await issuer.token(clock.now(), {}, { key: await signingKey('first') })
    expect((await ask(trust, bearing(token))).code).toBe('credential.invalid')
  })
})

describe('garbage where a token should be', () => {
  it.each([
    ['nothing', 'Bearer ', 'credential.malformed'],
    ['two parts', 'Bearer a.b', 'credential.malformed'],
    ['five parts (encrypted)', 'Bearer a.b.c.d.e', 'credential.malformed'],
    ['no base64url', 'Bearer a.b=.c', 'credential.malformed'],
    ['a line end', 'Bearer a.b.c\r\nx: y', 'credential.malformed'],
    ['16 KB', `Bearer ${'a'.repeat(16_000)}.b.c`, 'credential.malformed'],
    ['more than 16 KB', `Bearer ${'a'.repeat(16_385)}.b.c`, 'credential.malformed'],
    ['no JSON within', 'Bearer abcd.abcd.abcd', 'credential.malformed'],
    ['two schemes', 'Basic YTpi', 'credential.absent'],
    ['a scheme alone', 'Bearer', 'credential.absent'],
  ])('%s is refused and asks nobody', async (_, authorization, code) => {
    const { trust, issuer } = await tokenEngine()
    expect(await ask(trust, { headers: { authorization } })).toMatchObject({ status: 401, code })
    expect(issuer.asked.size).toBe(0)
  })

  it('two Authorization headers are nobody’s word', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const value = `Bearer ${await issuer.token(clock.now())}`
    expect(await ask(trust, { headers: { authorization: [value, value] } })).toMatchObject({
      status: 400,
      code: 'credential.several',
    })
  })

  it('a token of the issuer in another form is refused, also where nothing asks: the application may read it', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const token = await issuer.token(clock.now())
    const admitted = async (authorization: string | string[]) => {
      const verdict = await trust.open(fakeFacts({ headers: { authorization } })).admit()
      return verdict.kind === 'refuse' ? verdict.refusal.code : 'anonymous'
    }
    for (const value of [
      `Bearer\t${token}`,
      `Bearer ${token} x`,
      `Bearer "${token}"`,
      `Bearer,${token}`,
      `DPoP ${token}`,
    ])
      expect(await admitted(value)).toBe('credential.malformed')
    expect(await admitted(`Bearer ${token}.x.y`)).toBe('credential.malformed')
    expect(await admitted([`Bearer ${token}`, 'Basic YTpi'])).toBe('credential.several')
    const bound = await issuer.token(clock.now(), { cnf: { jkt: 'x' } })
    const foreign = await issuer.token(clock.now(), { iss: 'https://other.example.test' })
    for (const value of [
      'Bearer undefined',
      'Bearer',
      `Basic ${token}`,
      `DPoP ${bound}`,
      `Bearer\t${foreign}`,
      'Bearer a.b.c d',
    ])
      expect(await admitted(value)).toBe('anonymous')
  })

  it('the scheme is compared in any letters, with spaces as many as there are', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const token = await issuer.token(clock.now())
    for (const scheme of ['bearer', 'BEARER', 'Bearer ', 'Bearer    '])
      expect((await ask(trust, { headers: { authorization: `${scheme} ${token}` } })).status).toBe(200)
  })
})
