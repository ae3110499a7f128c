import { randomUUID } from 'node:crypto'
import { serve } from '@hono/node-server'
import { createTrust, memoryStore, presets } from '@retrust/core'
import * as rules from '@retrust/core/rules'
import { existingSession, requireTrust, retrust, trustOf } from '@retrust/hono'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { twoFactor } from 'better-auth/plugins'
import { Hono } from 'hono'

const { ORIGIN = 'http://127.0.0.1:3000', BETTER_AUTH_SECRET = randomUUID() } = process.env

// better-auth, as in an application that has never heard of retrust.
export const auth = betterAuth({
  baseURL: ORIGIN,
  secret: BETTER_AUTH_SECRET,
  database: memoryAdapter({ user: [], session: [], account: [], verification: [], twoFactor: [] }),
  emailAndPassword: { enabled: true },
  session: { cookieCache: { enabled: true, maxAge: 300 } },
  plugins: [twoFactor()],
  rateLimit: { enabled: true }, // also where NODE_ENV is not production: /confirm below relies on it
})

export const trust = createTrust({
  store: memoryStore(),
  credentials: [
    existingSession({
      async read(c) {
        const login = await auth.api.getSession({ headers: c.req.raw.headers })
        // 'pwd' also of those who log in with a code: a session does not tell, so they prove it once more when it counts.
        return (
          login && { id: login.session.id, subject: { id: login.user.id }, start: login.session.createdAt, acr: 'pwd' }
        )
      },
      async end(c) {
        const { headers } = await auth.api.signOut({ headers: c.req.raw.headers, returnHeaders: true })
        for (const line of headers.getSetCookie()) c.header('set-cookie', line, { append: true })
      },
      maxLife: '7d',
      secure: false, // plain http on loopback only
    }),
  ],
  policy: [...presets.balanced(), rules.riskScore({ atLeast: 95, decide: 'terminate' })],
  actions: { 'account.change': { sensitive: true } },
  pages: { login: '/login', logout: '/api/auth/sign-out', stepUp: '/confirm' },
})

const app = new Hono().use(retrust(trust))

// A sign-out ends our session, which ends better-auth's: a cached copy of its cookie would live on for five minutes.
app.post('/api/auth/sign-out', async (c) => {
  await trustOf(c).end()
  return c.json({ success: true })
})
// What better-auth offers can be guarded as your own routes are.
const sensitive = ['/api/auth/change-password', '/api/auth/change-email', '/api/auth/two-factor/disable']
app.on('POST', sensitive, requireTrust({ acr: 'mfa', maxAge: '5m', action: 'account.change' }))
app.on(['GET', 'POST'], '/api/auth/*', (c) => auth.handler(c.req.raw))

// better-auth checks the code, and limits guesses by address; what it proves counts here.
app.post('/confirm', async (c) => {
  const answer = await auth.handler(new Request(`${ORIGIN}/api/auth/two-factor/verify-totp`, c.req.raw))
  if (answer.ok && trustOf(c).session) await trustOf(c).raise({ acr: 'mfa', amr: ['otp'] })
  return answer
})
app.get('/account', requireTrust(), (c) => c.json({ hello: trustOf(c).subject?.id }))
app.post('/payees', requireTrust({ acr: 'mfa', maxAge: '5m' }), (c) => c.json({ added: true }))

export const server = serve({ fetch: app.fetch, port: Number(new URL(ORIGIN).port), hostname: '127.0.0.1' })
