import { randomBytes, randomUUID, scryptSync, timingSafeEqual } from 'node:crypto'
import { createTrust, memoryStore, presets } from '@retrust/core'
import { existingSession, requireTrust, retrust, trustOf } from '@retrust/express'
import express from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy } from 'passport-local'

const { PASSWORD = randomUUID(), SESSION_SECRET = randomUUID(), PORT = '3000' } = process.env

declare global {
  namespace Express {
    interface User {
      id: string
    }
  }
}
declare module 'express-session' {
  interface SessionData {
    loginAt: number
  }
}

// Your users and Passport, as in an application that has never heard of retrust.
const salt = randomBytes(16)
const users = new Map(['alice', 'bruno'].map((id) => [id, scryptSync(PASSWORD, salt, 32)]))
passport.use(
  new Strategy((id, password, done) => {
    const known = users.get(id)
    const given = scryptSync(password, salt, 32)
    done(null, known !== undefined && timingSafeEqual(known, given) && { id })
  }),
)
passport.serializeUser((user, done) => done(null, user.id))
passport.deserializeUser((id: string, done) => done(null, users.has(id) && { id }))

export const trust = createTrust({
  store: memoryStore(),
  credentials: [
    existingSession({
      read: ({ user, session }) =>
        // A login from before loginAt was written is as old as can be, and so over.
        user && { id: session.id, subject: user, start: session.loginAt ?? 0, acr: 'pwd', amr: ['pwd'] },
      end: (req) => new Promise<void>((done, fail) => req.logOut((error) => (error ? fail(error) : done()))),
      maxLife: '12h',
      secure: false, // plain http on loopback only, as with the cookie below
    }),
  ],
  policy: presets.balanced(),
  actions: { 'payee.add': { sensitive: true } },
  pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
})

const page = '<form method="post"><input name="username"><input name="password" type="password"><button>Go on</button>'

const app = express()
const cookie = { sameSite: 'lax', secure: false } as const
app.use(session({ secret: SESSION_SECRET, cookie, resave: false, saveUninitialized: false }), passport.session())
app.use(retrust(trust)) // after the session that it reads
app.use(express.urlencoded())

app.get(['/login', '/confirm'], (_req, res) => void res.send(page))
app.post('/login', passport.authenticate('local'), (req, res) => {
  req.session.loginAt = Date.now()
  res.redirect(303, trustOf(req).returnTo ?? '/account')
})
// The password once more. With `subject`, that of somebody else is refused. Slow guessing down here as at the login.
app.post('/confirm', passport.authenticate('local', { session: false }), async (req, res) => {
  await trustOf(req).raise({ subject: { id: req.user?.id ?? '' }, acr: 'pwd', amr: ['pwd'] })
  res.redirect(303, trustOf(req).returnTo ?? '/account')
})
app.get('/account', requireTrust(), (req, res) => void res.json({ hello: req.user?.id }))
app.post('/payees', requireTrust({ maxAge: '5m', action: 'payee.add' }), (_req, res) => void res.json({ added: true }))
app.post('/logout', async (req, res) => {
  await trustOf(req).end()
  res.redirect(303, '/login')
})

export const server = app.listen(Number(PORT), '127.0.0.1')
if (!process.env.PASSWORD) console.log(`alice and bruno, each with the password ${PASSWORD}`)
