import { fakeFacts } from '@retrust/core/testing'
import { describe, expect, it } from 'vitest'
import { ask, bearing, tokenEngine } from './ask.ts'
import { signingKey } from './loopback-issuer.ts'

const DISCOVERY = '/.well-known/openid-configuration'

describe('an issuer that is found by discovery', () => {
  it('is asked once, however many requests come at once', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const tokens = await Promise.all([1, 2, 3, 4].map((n) => issuer.token(clock.now(), { jti: `jti-${n}` })))
    const answers = await Promise.all(tokens.map((token) => ask(trust, bearing(token))))
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200])
    expect(answers[0]?.request.view.subject).toEqual({ tenant: '', issuer: issuer.issuer, id: 'alice', kind: 'human' })
    expect([issuer.asked.get(DISCOVERY), issuer.asked.get('/jwks')]).toEqual([1, 1])
  })

  it('is not asked for a token that names another issuer', async () => {
    const { askWith, issuer } = await tokenEngine()
    expect(await askWith({ iss: 'https://else.example.test' })).toMatchObject({
      status: 401,
      code: 'credential.other-issuer',
    })
    expect(issuer.asked.size).toBe(0)
  })

  it('may publish a new key: an unknown key id is asked for, and at most every 30 seconds', async () => {
    const { trust, clock, issuer, askWith } = await tokenEngine()
    await askWith()
    const next = await signingKey('second')
    const token = await issuer.token(clock.now(), {}, { key: next })
    clock.advance(30_000)
    expect(await ask(trust, bearing(token))).toMatchObject({ status: 401, code: 'credential.invalid' })
    issuer.keys = [...issuer.keys, next]
    for (let i = 0; i < 5; i++) expect((await ask(trust, bearing(token))).status).toBe(401)
    expect(issuer.asked.get('/jwks')).toBe(2)
    clock.advance(30_000)
    expect((await ask(trust, bearing(token))).status).toBe(200)
    expect(issuer.asked.get('/jwks')).toBe(3)
  })

  it('does not take back a key without being believed: tokens of a withdrawn key are refused', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const token = await issuer.token(clock.now())
    expect((await ask(trust, bearing(token))).status).toBe(200)
    issuer.keys = [await signingKey('second')]
    // Another's token with the new key brings the new set.
    clock.advance(30_000)
    const other = await issuer.token(clock.now(), { sub: 'bob' })
    expect((await ask(trust, bearing(other))).status).toBe(200)
    expect(await ask(trust, bearing(token))).toMatchObject({ status: 401, code: 'credential.invalid' })
  })

  it('is asked again in the background after ten minutes, and waited for after an hour', async () => {
    const { trust, clock, issuer } = await tokenEngine({ maxLife: '24h' })
    const token = await issuer.token(clock.now(), { exp: clock.now() / 1000 + 86_400 })
    expect((await ask(trust, bearing(token))).status).toBe(200)
    issuer.mood = 'hung'
    clock.advance(600_000)
    expect((await ask(trust, bearing(token))).status).toBe(200)
    clock.advance(3_000_000)
    const request = trust.open(fakeFacts(bearing(token)))
    const admitted = request.admit()
    clock.advance(5_000)
    expect(await admitted).toMatchObject({ kind: 'refuse', refusal: { status: 503, code: 'fault.credential' } })
  })

  it.each(['down', 'other-issuer', 'plain-http-keys', 'no-json', 'endless'] as const)(
    'that is %s could not be asked: 503, nobody is anonymous, and it is told',
    async (mood) => {
      const { trust, issuer, askWith } = await tokenEngine()
      const faults: unknown[] = []
      trust.on('fault', ({ source }) => faults.push(source))
      issuer.mood = mood
      const { request, ...answer } = await askWith()
      expect(answer).toMatchObject({ status: 503, code: 'fault.credential' })
      expect(request.view.subject).toBeUndefined()
      expect(faults).toEqual(['credential'])
      issuer.mood = 'up'
      expect((await askWith()).status).toBe(200)
    },
  )

  it('that hangs is waited for as long as a hook may take', async () => {
    const { trust, clock, issuer } = await tokenEngine({}, { hookTimeout: '3s' })
    issuer.mood = 'hung'
    const request = trust.open(fakeFacts(bearing(await issuer.token(clock.now()))))
    const admitted = request.admit()
    clock.advance(3_000)
    expect(await admitted).toMatchObject({ kind: 'refuse', refusal: { status: 503, code: 'fault.credential' } })
  })

  it('with keys that name no id has each of them tried', async () => {
    const { clock, trust, issuer } = await tokenEngine()
    const keys = await Promise.all(['a', 'b', 'c'].map((kid) => signingKey(kid)))
    issuer.keys = keys.map(({ privateKey, publicJwk: { kid: _, ...publicJwk } }) => ({ privateKey, publicJwk }))
    for (const key of keys) {
      const token = await issuer.token(clock.now(), {}, { key, header: { kid: undefined as unknown as string } })
      expect((await ask(trust, bearing(token))).status).toBe(200)
    }
    const stranger = await signingKey('x')
    const token = await issuer.token(
      clock.now(),
      {},
      { key: stranger, header: { kid: undefined as unknown as string } },
    )
    expect(await ask(trust, bearing(token))).toMatchObject({ status: 401, code: 'credential.invalid' })
  })
})

describe('keys that are given', () => {
  it('are not asked for, and are good without an issuer that answers', async () => {
    const key = await signingKey()
    const { clock, trust, issuer } = await tokenEngine({ jwks: { keys: [key.publicJwk] } })
    issuer.mood = 'down'
    expect((await ask(trust, bearing(await issuer.token(clock.now(), {}, { key })))).status).toBe(200)
    const stranger = await issuer.token(clock.now(), {}, { key: await signingKey('other') })
    expect((await ask(trust, bearing(stranger))).code).toBe('credential.invalid')
    expect(issuer.asked.size).toBe(0)
  })
})
