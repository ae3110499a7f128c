import { accessToken, createTrust, isPromise, memoryStore } from '@retrust/core'
import { fakeFacts, manualClock } from '@retrust/core/testing'
import { describe, expect, it } from 'vitest'
import { ask, bearing, tokenEngine } from './ask.ts'
import { AUDIENCE, loopbackIssuer, signingKey } from './loopback-issuer.ts'

describe('a token that was verified', () => {
  it('is recognised: its next request waits for nobody', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const token = await issuer.token(clock.now())
    const first = trust.open(fakeFacts(bearing(token)))
    expect(isPromise(first.admit())).toBe(true)
    await first.admit()
    const second = trust.open(fakeFacts(bearing(token)))
    expect(second.admit()).toEqual({ kind: 'continue' })
    expect(second.view.subject?.id).toBe('alice')
  })

  it('is verified again when the keys change, and once only', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const token = await issuer.token(clock.now())
    await ask(trust, bearing(token))
    const next = await signingKey('second')
    issuer.keys = [...issuer.keys, next]
    clock.advance(30_000)
    await ask(trust, bearing(await issuer.token(clock.now(), { sub: 'bob' }, { key: next })))
    expect(isPromise(trust.open(fakeFacts(bearing(token))).admit())).toBe(true)
    expect((await ask(trust, bearing(token))).status).toBe(200)
    expect(trust.open(fakeFacts(bearing(token))).admit()).toEqual({ kind: 'continue' })
  })

  it('is over when it expires, also while it is recognised', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const token = await issuer.token(clock.now())
    expect((await ask(trust, bearing(token))).status).toBe(200)
    clock.advance(3_600_000 + 4_999)
    expect((await ask(trust, bearing(token))).status).toBe(200)
    clock.advance(1)
    expect(await ask(trust, bearing(token))).toMatchObject({ status: 401, code: 'session.expired' })
  })

  it('is not recognised by a part of it', async () => {
    const { trust, clock, issuer } = await tokenEngine()
    const token = await issuer.token(clock.now())
    await ask(trust, bearing(token))
    const [header, payload, signature] = token.split('.') as [string, string, string]
    const flipped = `${signature.slice(0, -2)}${signature.at(-2) === 'A' ? 'B' : 'A'}${signature.at(-1)}`
    expect((await ask(trust, bearing(`${header}.${payload}.${flipped}`))).code).toBe('credential.invalid')
    expect((await ask(trust, bearing(`${header}.${payload}.`))).code).toBe('credential.malformed')
  })
})

describe('a token among tenants', () => {
  async function tenantEngine(tenants: readonly string[] | undefined) {
    const clock = manualClock()
    const issuer = await loopbackIssuer()
    const trust = createTrust({
      store: memoryStore(),
      credentials: [accessToken({ issuer: issuer.issuer, audience: AUDIENCE, tenants })],
      policy: [],
      clock,
      tenant: (facts) => facts.path.split('/')[1] as string,
    })
    const token = await issuer.token(clock.now())
    return { trust, at: (tenant: string) => ask(trust, bearing(token, { path: `/${tenant}/x` })) }
  }

  it('is good only for the tenants that its option names, recognised or not', async () => {
    const { at } = await tenantEngine(['a', 'b'])
    for (let i = 0; i < 2; i++) {
      expect(await at('c')).toMatchObject({ status: 401, code: 'credential.tenant' })
      expect((await at('a')).request.view.subject).toMatchObject({ tenant: 'a', id: 'alice' })
      expect((await at('b')).request.view.subject).toMatchObject({ tenant: 'b', id: 'alice' })
    }
  })

  it('is good for none where the option names none', async () => {
    const { at } = await tenantEngine(undefined)
    expect(await at('a')).toMatchObject({ status: 401, code: 'credential.tenant' })
  })

  it('ends for one tenant and lives on in the other', async () => {
    const { trust, at } = await tenantEngine(['a', 'b'])
    expect([(await at('a')).status, (await at('b')).status]).toEqual([200, 200])
    await trust.revoke({ subject: { id: 'alice', tenant: 'a' } })
    expect([(await at('a')).status, (await at('b')).status]).toEqual([401, 200])
  })
})
