import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
import { type RetrustOptions, requireTrust, retrust, trustOf } from '@retrust/hono'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'

// As the README writes it: an engine at the top of a module, an application around it.
const trust = createTrust({
  store: memoryStore(),
  credentials: [cookieSession({ absolute: '12h', idle: '30m', secure: false })],
  policy: presets.balanced(),
  actions: { 'payee.add': { sensitive: true } },
  pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
})

/** The README's application, with a feed and somebody who revokes. */
export function appWith(options: RetrustOptions): Hono {
  const app = new Hono().use(retrust(trust, options))
  app.post('/login', async (c) => {
    await trustOf(c).begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
    return c.json({ ok: true })
  })
  app.get('/account', requireTrust(), (c) => c.json({ hello: trustOf(c).subject?.id }))
  app.post('/payees', requireTrust({ acr: 'mfa', maxAge: '5m', action: 'payee.add' }), (c) => c.json({ added: true }))
  app.post('/confirm', async (c) => {
    await trustOf(c).raise({ acr: 'mfa', amr: ['otp'] })
    return c.json({ ok: true })
  })
  app.get('/feed', requireTrust(), (c) => {
    const { abortSignal } = trustOf(c)
    return streamSSE(c, async (stream) => {
      while (!abortSignal.aborted && !stream.aborted) {
        await stream.writeSSE({ data: 'news' })
        await stream.sleep(20)
      }
    })
  })
  app.post('/offboard', async (c) => {
    await trust.revoke({ subject: { id: 'alice' } }, { reason: 'offboarded' })
    return c.json({ ok: true })
  })
  return app
}
