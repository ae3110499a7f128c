import Router from '@koa/router'
import type { TrustView } from '@retrust/core'
import { existingSession, requireTrust, retrust, serve, trustOf } from '@retrust/koa'
import Koa, { type Context, type DefaultContext, type ParameterizedContext } from 'koa'
import { isExactly } from './is-exactly.ts'
import { trust } from './trust.ts'

interface State {
  user: { name: string }
}
interface Extra extends DefaultContext {
  db: { find(id: string): string }
}

const app = new Koa<State, Extra>()
app.use(retrust(trust))
app.use(requireTrust({ acr: 'mfa' }))
app.use(requireTrust(async (ctx) => ({ action: ctx.path })))
app.use(serve(async (request, view) => new Response(`${request.url} ${view.level}`)))
app.use(async (ctx) => {
  isExactly<ReturnType<typeof trustOf>, TrustView>()
  isExactly<typeof ctx.state.user.name, string>()
  await trustOf(ctx).demand({ acr: 'mfa', object: ctx.db.find('x') })
})

const router = new Router<State, Extra>()
router.get('/users/:id', requireTrust(), (ctx) => {
  isExactly<typeof ctx.state.user.name, string>()
  ctx.body = trustOf(ctx).subject?.id
})

/** With any state and any context. */
export const plain = (ctx: Context): TrustView => trustOf(ctx)
export const typed = (ctx: ParameterizedContext<State, Extra, { body: string }>): TrustView => trustOf(ctx)
new Koa().use(retrust(trust)).use(requireTrust())

existingSession<Context & { session: { loginId: string; userId: string; loginAt: number } | null }>({
  read: ({ session }) =>
    session && { id: session.loginId, subject: { id: session.userId }, start: session.loginAt, acr: 'pwd' },
  end: (ctx) => {
    ctx.session = null
  },
  maxLife: '12h',
})

// @ts-expect-error a Node request is no context
app.use((ctx) => trustOf(ctx.req))
app.use((ctx) => {
  // @ts-expect-error no framework type is augmented
  ctx.request.trust
})
