import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { type SessionEnv, useSession, useSessionStorage } from '@hono/session'
import type { CredentialOption } from '@retrust/core'
import { existingSession, requireTrust, retrust, trustOf } from '@retrust/hono'
import { type Context, Hono } from 'hono'
import { stream } from 'hono/streaming'
import { actLate, after, type HostPlan, type HostUnderTest, type Login, type RunningHost } from '../host-under-test.ts'
import { running } from './running.ts'

type Kept = { login?: Login }
type Env = SessionEnv<Kept>

/** @hono/session with the session in its encrypted cookie, on Node. */
export const honoSessionOnNode: HostUnderTest = {
  name: '@hono/session on Node',
  hasIds: false,
  async start(plan) {
    return running(createAdaptorServer({ fetch: appOf(plan, false).fetch }) as Server)
  },
}

/** @hono/session with a storage, where there is nothing but fetch. */
export const honoSessionOnFetch: HostUnderTest = {
  name: '@hono/session with a storage, on fetch alone',
  hasIds: false,
  start: async (plan): Promise<RunningHost> => {
    const app = appOf(plan, true)
    return {
      fetch: async (request) => app.fetch(new Request(request.url.replace('http://host', 'http://127.0.0.1'), request)),
      close: async () => undefined,
    }
  },
}

function appOf(plan: HostPlan, stored: boolean): Hono<Env> {
  const app = new Hono<Env>()
  const credential = (name: string): CredentialOption =>
    existingSession<Env>({
      name,
      secure: false,
      maxLife: '12h',
      read: (c) =>
        after(plan.beforeRead, async () => {
          const login = (await c.var.session?.get())?.login
          if (login === undefined) return undefined
          if (plan.answer !== undefined) return plan.answer(login) as undefined
          return { id: login.loginId, subject: { id: login.userId }, start: login.loginAt, acr: 'pwd', amr: ['pwd'] }
        }),
      end: (c) =>
        after(plan.beforeEnd, async () => {
          c.var.session.delete()
          c.var.session.get = async () => null
        }),
    })
  const trust = plan.trust(credential('raised'))
  const guard = retrust(trust, { remoteAddress: () => '127.0.0.1' })
  if (plan.inWrongOrder) app.use(guard)
  const rows = new Map<string, Kept>()
  if (stored)
    app.use(
      useSessionStorage({
        get: (id) => rows.get(id) ?? null,
        set: (id, value) => void rows.set(id, value as Kept),
        delete: (id) => void rows.delete(id),
      }),
    )
  app.use(useSession<Kept>({ secret: 'a secret of the test, long enough to be one' }))
  if (!plan.inWrongOrder) for (let i = 0; i < (plan.mounts ?? 1); i++) app.use(guard)

  app.onError((error, c) => c.json({ caught: error.message }, 500))
  app.post('/login', async (c) => {
    const user = String(c.req.query('user'))
    await c.var.session.update({ login: { loginId: randomUUID(), userId: user, loginAt: plan.now() } })
    return c.json({ user })
  })
  app.post('/switch', async (c) => {
    const { login } = (await c.var.session.get()) as { login: Login }
    await c.var.session.update({ login: { ...login, userId: String(c.req.query('user')) } })
    return c.json({})
  })
  app.get('/open', async (c) => {
    plan.onOpen?.()
    return c.json({ user: (await c.var.session.get())?.login?.userId ?? null })
  })
  app.get('/late', (c) => {
    const view = trustOf(c)
    return stream(c, async (out) => {
      await out.write('head, ')
      await out.write(await actLate(plan, c.req.query('do'), view))
    })
  })
  app.post('/stubborn', async (c) => {
    const { login } = (await c.var.session.get()) as { login: Login }
    await plan.beforeWrite?.(trustOf(c))
    await c.var.session.update({ login })
    return c.json({})
  })
  const account = (c: Context<Env>): Response => {
    const { subject, session, level } = trustOf(c)
    const proofs = session?.authentications.map((one) => one.acr)
    return c.json({ user: subject?.id, handle: session?.handle, level, proofs })
  }
  app.get('/account', requireTrust(), account)
  if (plan.inner !== undefined) {
    const inner = new Hono<Env>()
    inner.use(retrust(plan.inner(credential('inner')), { remoteAddress: () => '127.0.0.1' }))
    inner.get('/account', requireTrust(), account)
    app.route('/inner', inner)
  }
  app.post('/pay', requireTrust({ acr: 'mfa', action: 'pay' }), (c) => c.json({ by: trustOf(c).subject?.id }))
  app.post('/confirm', async (c) => {
    await plan.beforeRaise?.()
    await trustOf(c).raise({ acr: 'mfa', amr: ['otp'] })
    return c.json({})
  })
  app.post('/logout', async (c) => {
    await trustOf(c).end()
    return c.json({})
  })
  return app
}
