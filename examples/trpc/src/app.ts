import { cookieSession, createTrust, type Demand, memoryStore, presets } from '@retrust/core'
import { retrust, trustOf } from '@retrust/express'
import { initTRPC, TRPCError } from '@trpc/server'
import { type CreateExpressContextOptions, createExpressMiddleware } from '@trpc/server/adapters/express'
import express from 'express'
import { z } from 'zod'

export const trust = createTrust({
  store: memoryStore(),
  credentials: [cookieSession({ absolute: '12h', idle: '30m', secure: false })], // plain http on loopback only
  policy: presets.balanced(),
  actions: { 'payee.add': { sensitive: true }, export: { sensitive: true, access: 'read' } },
  pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
})

/** What a procedure declares. Without anything: any live session. */
interface Meta {
  readonly trust?: Demand | 'anyone'
}
function createContext({ req, info }: CreateExpressContextOptions) {
  // A batch is answered as one: with one of its mutations refused, nobody would learn that the others have run.
  if (info.type === 'mutation' && info.calls.length > 1)
    throw new TRPCError({ code: 'BAD_REQUEST', message: 'Send one mutation at a time' })
  return { req }
}
const t = initTRPC.context<typeof createContext>().meta<Meta>().create()

/** Every procedure is made of this one, so that none is open because somebody forgot. */
const procedure = t.procedure.use(async ({ ctx, meta, next }) => {
  const demand = meta?.trust ?? {}
  if (demand !== 'anyone') await trustOf(ctx.req).demand(demand)
  return next()
})

const notes: string[] = []
const payees: string[] = []

const router = t.router({
  health: procedure.meta({ trust: 'anyone' }).query(() => 'ok'),
  me: procedure.query(({ ctx }) => trustOf(ctx.req).subject?.id),
  notes: procedure.query(() => notes),
  addNote: procedure.input(z.string()).mutation(({ input }) => notes.push(input)),
  export: procedure.meta({ trust: { acr: 'mfa', action: 'export' } }).query(() => ({ notes, payees })),
  addPayee: procedure
    .meta({ trust: { acr: 'mfa', maxAge: '5m', action: 'payee.add' } })
    .input(z.string())
    .mutation(({ input }) => payees.push(input)),
})
/** For the client, by `import type`. */
export type AppRouter = typeof router

const app = express().use(retrust(trust))
app.use('/trpc', createExpressMiddleware({ router, createContext }))
app.post('/login', async (req, res) => {
  await trustOf(req).begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] }) // check the password first
  res.json({ ok: true })
})
app.post('/confirm', async (req, res) => {
  await trustOf(req).raise({ acr: 'mfa', amr: ['otp'] }) // check the second factor first
  res.json({ ok: true })
})

export const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
