import { accessToken, cookieSession, createTrust, memoryStore } from '@retrust/core'
import { manualClock, signIn } from '@retrust/core/testing'
import { describe, expect, it } from 'vitest'
import { ask, bearing } from './ask.ts'
import { AUDIENCE, loopbackIssuer } from './loopback-issuer.ts'

async function bothEngine(order: 'cookie first' | 'token first') {
  const clock = manualClock()
  const issuer = await loopbackIssuer()
  const both = [cookieSession(), accessToken({ issuer: issuer.issuer, audience: AUDIENCE })]
  const credentials = order === 'cookie first' ? both : both.reverse()
  const trust = createTrust({ store: memoryStore(), credentials, policy: [], clock })
  const login = (id: string, at = issuer.issuer) => signIn(trust, { subject: { id, issuer: at } })
  return { trust, clock, issuer, login }
}

describe('a cookie and a token on one request', () => {
  it.each(['cookie first', 'token first'] as const)('of one subject: the first listed wins (%s)', async (order) => {
    const { trust, clock, issuer, login } = await bothEngine(order)
    const { cookie, session } = await login('alice')
    const { request, status } = await ask(trust, bearing(await issuer.token(clock.now()), { cookies: cookie }))
    expect(status).toBe(200)
    expect(request.view.session?.handle === session.handle).toBe(order === 'cookie first')
    expect(request.view.scopes).toEqual(order === 'cookie first' ? undefined : ['read', 'write'])
  })

  it.each(['cookie first', 'token first'] as const)('of two subjects are refused (%s)', async (order) => {
    const { trust, clock, issuer, login } = await bothEngine(order)
    const others = [await login('bob'), await login('alice', ''), await login('alice', 'https://else.example')]
    for (const { cookie } of others) {
      const answer = await ask(trust, bearing(await issuer.token(clock.now()), { cookies: cookie }))
      expect(answer.code).toBe('credential.ambiguous')
      expect(answer.request.view.subject).toBeUndefined()
    }
  })

  it('of which the token is over are refused: the application may read it by itself', async () => {
    const { trust, clock, issuer, login } = await bothEngine('cookie first')
    const token = await issuer.token(clock.now(), { exp: clock.now() / 1000 + 60 })
    clock.advance(120_000)
    const { cookie } = await login('alice')
    expect(await ask(trust, bearing(token, { cookies: cookie }))).toMatchObject({ status: 401 })
    expect((await ask(trust, { cookies: cookie })).status).toBe(200)
  })

  it.each([
    ['garbage', 'Bearer x'],
    ['for somebody else', 'Basic YTpi'],
  ])('of which the token is %s count as the cookie', async (_, authorization) => {
    const { trust, login } = await bothEngine('token first')
    const { cookie } = await login('alice')
    expect((await ask(trust, { cookies: cookie, headers: { authorization } })).request.view.subject?.id).toBe('alice')
  })

  it('of which the cookie is garbage or dead count as the token', async () => {
    const { trust, clock, issuer, login } = await bothEngine('cookie first')
    const { cookie, session } = await login('bob')
    await trust.revoke({ session: session.handle })
    for (const cookies of [cookie, '__Host-session=x']) {
      const { request } = await ask(trust, bearing(await issuer.token(clock.now()), { cookies }))
      expect(request.view.subject?.id).toBe('alice')
    }
  })

  it('of which the token’s issuer cannot be asked are a fault, not the cookie', async () => {
    const { trust, clock, issuer, login } = await bothEngine('cookie first')
    const { cookie } = await login('alice')
    const token = await issuer.token(clock.now())
    issuer.mood = 'down'
    expect((await ask(trust, bearing(token, { cookies: cookie }))).status).toBe(503)
    expect((await ask(trust, { cookies: cookie })).status).toBe(200)
  })
})
