import type { TrustView } from '@retrust/core'
import { existingSession, requireTrust, retrust, serve, trustOf } from '@retrust/hono'
import { type Context, Hono } from 'hono'
import { isExactly } from './is-exactly.ts'
import { trust } from './trust.ts'

interface Env {
  Variables: { user: { name: string } }
  Bindings: { KV: { get(key: string): string } }
}

const app = new Hono<Env>()
app.use(retrust(trust, { remoteAddress: (c) => c.req.header('x-real-ip') }))

/** The path's parameters, the variables and the bindings are still inferred behind our middleware. */
const typed = app.get('/users/:id/books/:book', requireTrust({ acr: 'mfa' }), async (c) => {
  isExactly<ReturnType<typeof trustOf>, TrustView>()
  const { id } = c.req.param()
  isExactly<typeof id, string>()
  isExactly<typeof c.var.user.name, string>()
  // @ts-expect-error the path has no such parameter
  c.req.param().page
  // @ts-expect-error there is no such variable
  c.var.usr
  await trustOf(c).demand({ acr: 'mfa', object: c.env.KV.get(c.req.param('id')) })
  return c.json({ id: c.req.param('id') })
})
/** And so is what a route answers, for Hono's own client. */
type Output = typeof typed extends Hono<infer _E, infer Schema, infer _B> ? Schema : never
isExactly<Output['/users/:id/books/:book']['$get']['output'], { id: string }>()

app.post(
  '/tools',
  requireTrust(async (c) => ({ action: String((await c.req.json()).tool) })),
  (c) => c.json({}),
)
app.all(
  '/e/*',
  serve(async (request, view) => new Response(`${request.url} ${view.level}`)),
)

/** With any Variables and Bindings. */
export const plain = (c: Context): TrustView => trustOf(c)
export const bound = (c: Context<Env, '/users/:id', { in: { json: { a: 1 } } }>): TrustView => trustOf(c)
new Hono().use(retrust(trust)).use(requireTrust())

existingSession<{
  Variables: { session: { get(): Promise<{ id: string; user: string; at: number } | null>; delete(): void } }
}>({
  read: async (c) => {
    const login = await c.var.session.get()
    return login && { id: login.id, subject: { id: login.user }, start: login.at, acr: 'pwd' }
  },
  end: (c) => c.var.session.delete(),
  maxLife: '12h',
})

// @ts-expect-error a fetch request is no context
app.get('/r', (c) => c.json(trustOf(c.req.raw).level))
app.get('/p', (c) => {
  // @ts-expect-error no framework type is augmented
  c.var.trust
  return c.json({})
})
