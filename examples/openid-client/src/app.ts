import { randomUUID } from 'node:crypto'
import { serve } from '@hono/node-server'
import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
import { requireTrust, retrust, trustOf } from '@retrust/hono'
import { type Context, Hono } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'
import * as oidc from 'openid-client'

const { ISSUER = '', CLIENT_ID = '', CLIENT_SECRET, COOKIE_SECRET = randomUUID() } = process.env
const { ORIGIN = 'http://127.0.0.1:3000' } = process.env

export const trust = createTrust({
  store: memoryStore(),
  // secure: false, here, below and at the provider: plain http on loopback only.
  credentials: [cookieSession({ absolute: '12h', idle: '30m', secure: false })],
  policy: presets.balanced(),
  pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
})
const http = { execute: [oidc.allowInsecureRequests] }
const config = await oidc.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET, undefined, http)

/** What ties the provider's answer to this browser, in a signed cookie while they are there. */
type Departure = { checks: oidc.AuthorizationCodeGrantChecks; returnTo: string }
const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure: false, maxAge: 600 } as const

/** Off to the provider: for a login made now, or for what a refusal asked for, in its own words (RFC 9470). */
async function depart(c: Context, callback: string) {
  const { acr_values, max_age = '0' } = c.req.query()
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
    maxAge: Number(max_age),
  }
  const departure: Departure = { checks, returnTo: trustOf(c).returnTo ?? '/' }
  await setSignedCookie(c, 'departure', JSON.stringify(departure), COOKIE_SECRET, cookie)
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: ORIGIN + callback,
    scope: 'openid',
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    max_age,
    ...(acr_values ? { acr_values } : {}),
  })
  return c.redirect(url.href)
}

/** Back from the provider: who it was and what they proved, when. A raise compares the subject with the session's own. */
async function arrive(c: Context, what: 'begin' | 'raise') {
  const kept = await getSignedCookie(c, COOKIE_SECRET, 'departure')
  deleteCookie(c, 'departure', cookie)
  if (!kept) return c.text('This sign-in is too old, or it began in another browser.', 400)
  const { checks, returnTo }: Departure = JSON.parse(kept)
  const url = new URL(new URL(c.req.url).search, ORIGIN + c.req.path) // as the provider knows it, also behind a proxy
  const tokens = await oidc.authorizationCodeGrant(config, url, checks).catch(() => undefined)
  const claims = tokens?.claims()
  if (!claims) return c.text('The provider signed nobody in.', 401)
  const { sub: id, iss: issuer, acr, amr, auth_time = 0 } = claims
  const [methods, at] = [(amr ?? []) as string[], new Date(auth_time * 1000)]
  await trustOf(c)[what]({ subject: { id, issuer }, acr: String(acr ?? 'pwd'), amr: methods, at })
  return c.redirect(returnTo)
}

const app = new Hono().use(retrust(trust))
app.get('/login', (c) => depart(c, '/callback'))
app.get('/callback', (c) => arrive(c, 'begin'))
app.get('/confirm', (c) => depart(c, '/confirm/callback'))
app.get('/confirm/callback', (c) => arrive(c, 'raise'))
app.get('/', requireTrust(), (c) => c.json({ hello: trustOf(c).subject?.id }))
app.get('/payees', requireTrust({ acr: 'mfa', maxAge: '5m' }), (c) => c.json({ payees: [] }))
app.post('/logout', async (c) => {
  await trustOf(c).end()
  return c.redirect('/login', 303)
})

export const server = serve({ fetch: app.fetch, port: Number(new URL(ORIGIN).port), hostname: '127.0.0.1' })
