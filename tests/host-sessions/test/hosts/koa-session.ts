import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import type { CredentialOption } from '@retrust/core'
import { existingSession, requireTrust, retrust, trustOf } from '@retrust/koa'
import Koa, { type Context } from 'koa'
import { createSession } from 'koa-session'
import { actLate, after, type HostPlan, type HostUnderTest, type Login, type RunningHost } from '../host-under-test.ts'
import { running } from './running.ts'

type Kept = { session: ({ login?: Login | undefined } & { regenerate?(done: () => void): void }) | null }
const kept = (ctx: Context): Kept => ctx as unknown as Kept

/** koa-session with the session in its cookie. */
export const koaSession: HostUnderTest = {
  name: 'koa-session',
  hasIds: false,
  start: (plan) => start(plan, {}),
}

/** koa-session with the session in a store on the server. */
export const koaSessionWithStore: HostUnderTest = {
  name: 'koa-session with a store',
  hasIds: false,
  start(plan) {
    const rows = new Map<string, unknown>()
    const store = {
      get: async (key: string) => rows.get(key),
      set: async (key: string, value: unknown) => void rows.set(key, value),
      destroy: async (key: string) => void rows.delete(key),
    }
    return start(plan, { store })
  },
}

async function start(plan: HostPlan, options: object): Promise<RunningHost> {
  const app = new Koa()
  app.keys = ['a key of the test']
  app.silent = true
  const credential = (name: string): CredentialOption =>
    existingSession({
      name,
      secure: false,
      maxLife: '12h',
      read: (ctx) =>
        after(plan.beforeRead, async () => {
          const login = kept(ctx).session?.login
          if (login === undefined) return undefined
          if (plan.answer !== undefined) return plan.answer(login) as undefined
          return { id: login.loginId, subject: { id: login.userId }, start: login.loginAt, acr: 'pwd', amr: ['pwd'] }
        }),
      end: (ctx) =>
        after(plan.beforeEnd, async () => {
          kept(ctx).session = null
        }),
    })
  const trust = plan.trust(credential('raised'))
  if (plan.inWrongOrder) app.use(retrust(trust))
  app.use(createSession({ key: 'host', ...options }, app as never) as Koa.Middleware)
  if (!plan.inWrongOrder) for (let i = 0; i < (plan.mounts ?? 1); i++) app.use(retrust(trust))
  if (plan.inner !== undefined) {
    const admit = retrust(plan.inner(credential('inner')))
    app.use((ctx, next) => (ctx.path.startsWith('/inner/') ? admit(ctx, next) : next()))
  }

  const account: readonly Koa.Middleware[] = [
    requireTrust(),
    (ctx) => {
      const { subject, session, level } = trustOf(ctx)
      const proofs = session?.authentications.map((one) => one.acr)
      ctx.body = { user: subject?.id, handle: session?.handle, level, proofs }
    },
  ]
  const routes: Record<string, readonly Koa.Middleware[]> = {
    'POST /login': [
      (ctx) => {
        const { user, keep } = ctx.query
        const login = { loginId: randomUUID(), userId: String(user), loginAt: plan.now() }
        const { session } = kept(ctx)
        if (keep !== undefined && session !== null) session.login = login
        else kept(ctx).session = { login }
        ctx.body = { user }
      },
    ],
    'POST /switch': [
      (ctx) => {
        const { login } = kept(ctx).session as { login: Login }
        kept(ctx).session = { login: { ...login, userId: String(ctx.query.user) } }
        ctx.body = {}
      },
    ],
    'GET /late': [
      (ctx) => {
        ctx.body = Readable.from(
          (async function* () {
            yield 'head, '
            yield await actLate(plan, String(ctx.query.do), trustOf(ctx))
          })(),
        )
      },
    ],
    'GET /open': [
      (ctx) => {
        plan.onOpen?.()
        ctx.body = { user: kept(ctx).session?.login?.userId ?? null }
      },
    ],
    'POST /stubborn': [
      async (ctx) => {
        const { login } = kept(ctx).session as { login: Login }
        await plan.beforeWrite?.(trustOf(ctx))
        kept(ctx).session = { login }
        ctx.body = {}
      },
    ],
    'GET /account': account,
    'GET /inner/account': account,
    'POST /pay': [
      requireTrust({ acr: 'mfa', action: 'pay' }),
      (ctx) => {
        ctx.body = { by: trustOf(ctx).subject?.id }
      },
    ],
    'POST /confirm': [
      async (ctx) => {
        await plan.beforeRaise?.()
        await trustOf(ctx).raise({ acr: 'mfa', amr: ['otp'] })
        ctx.body = {}
      },
    ],
    'POST /logout': [
      async (ctx) => {
        await trustOf(ctx).end()
        ctx.body = {}
      },
    ],
  }
  app.use(async (ctx, next) => {
    const layers = routes[`${ctx.method} ${ctx.path}`] ?? []
    const run = async (i: number): Promise<unknown> => layers[i]?.(ctx, () => run(i + 1))
    await (layers.length === 0 ? next() : run(0))
  })

  return running(createServer(app.callback()))
}
