import { randomUUID } from 'node:crypto'
import { createTrust, memoryStore, presets } from '@retrust/core'
import { existingSession, requireTrust, retrust, trustOf } from '@retrust/express'
import express from 'express'
import session from 'express-session'
import * as oidc from 'openid-client'
import { Strategy, type VerifyFunction } from 'openid-client/passport'
import passport from 'passport'

const { ISSUER = '', CLIENT_ID = '', CLIENT_SECRET, SESSION_SECRET = randomUUID() } = process.env
const { ORIGIN = 'http://127.0.0.1:3000' } = process.env

/** Whom the provider vouches for, and what they proved there, when (`auth_time`, in milliseconds). */
type Proved = { subject: { id: string; issuer: string }; acr: string; amr: string[]; at: number }
declare global {
  namespace Express {
    interface User extends Proved {}
  }
}
type Kept = session.Session & { returnTo?: string | undefined } // where Passport goes after a login

export const trust = createTrust({
  store: memoryStore(),
  credentials: [
    existingSession({
      read: ({ user, session }) => user && { ...user, id: session.id, start: user.at },
      end: (req) => new Promise<void>((done, fail) => req.logOut((error) => (error ? fail(error) : done()))),
      maxLife: '12h',
      secure: false, // plain http on loopback only, as with the cookie and the provider below
    }),
  ],
  policy: presets.balanced(),
  pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
})

class ProviderStrategy extends Strategy {
  override authorizationRequestParams({ query }: express.Request) {
    // A refusal asks in the provider's own words (RFC 9470). A login comes with none: one that the provider remembers from
    // before a revocation would be refused, so it is made anew.
    const { acr_values, max_age = '0' } = query
    return { scope: 'openid', max_age: String(max_age), ...(acr_values ? { acr_values: String(acr_values) } : {}) }
  }
}
const http = { execute: [oidc.allowInsecureRequests] }
const config = await oidc.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET, undefined, http)
const verify: VerifyFunction = (tokens, done) => {
  const { sub: id, iss: issuer, acr, amr, auth_time: at = 0 } = tokens.claims() as oidc.IDToken
  done(null, { subject: { id, issuer }, acr: String(acr ?? 'pwd'), amr: (amr ?? []) as string[], at: at * 1000 })
}
passport.use('login', new ProviderStrategy({ config, callbackURL: `${ORIGIN}/callback` }, verify))
passport.use('confirm', new ProviderStrategy({ config, callbackURL: `${ORIGIN}/confirm/callback` }, verify))
passport.serializeUser((user, done) => done(null, user))
passport.deserializeUser((user: Express.User, done) => done(null, user))

const app = express()
const cookie = { sameSite: 'lax', secure: false } as const
app.use(session({ secret: SESSION_SECRET, cookie, resave: false, saveUninitialized: false }), passport.session())
app.use(retrust(trust)) // after the session that it reads

app.get(['/login', '/confirm'], (req, _res, next) => {
  ;(req.session as Kept).returnTo = trustOf(req).returnTo
  next()
})
app.get(
  ['/login', '/callback'],
  passport.authenticate('login', { successReturnToOrRedirect: '/', keepSessionInfo: true }),
)
app.get(['/confirm', '/confirm/callback'], passport.authenticate('confirm', { session: false }), async (req, res) => {
  const { at, ...proved } = req.user as Proved // not the one logged in, until raise() has compared them
  await trustOf(req).raise({ ...proved, at: new Date(at) })
  res.redirect(303, (req.session as Kept).returnTo ?? '/')
})
app.get('/', requireTrust(), (req, res) => void res.json({ hello: req.user?.subject.id }))
app.get('/payees', requireTrust({ acr: 'mfa', maxAge: '5m' }), (_req, res) => void res.json({ payees: [] }))
app.post('/logout', async (req, res) => {
  await trustOf(req).end()
  res.redirect(303, '/login')
})

export const server = app.listen(Number(new URL(ORIGIN).port), '127.0.0.1')
