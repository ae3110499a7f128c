import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { CredentialOption } from '@retrust/core'
import { existingSession, guarded, requireTrust, retrust, trustOf } from '@retrust/express'
import express5, { type Express, type Request, type RequestHandler, type Response } from 'express'
import { actLate, after, type HostPlan, type Login, type RunningHost } from '../host-under-test.ts'
import { running } from './running.ts'

/** What differs between the session libraries of Express. */
export interface ExpressLibrary {
  mount(app: Express): void
  read(req: Request): Login | undefined | Promise<Login | undefined>
  /** The library's own id of the session. */
  idOf?(req: Request): string
  end(req: Request, res: Response): unknown
  logIn(req: Request, res: Response, login: Login, keepsId: boolean): Promise<void>
  write(req: Request, res: Response, login: Login): unknown
  regenerate?(req: Request): Promise<void>
}

/** The one application of all Express libraries. */
export async function startExpress(
  library: ExpressLibrary,
  plan: HostPlan,
  express: typeof express5 = express5,
): Promise<RunningHost> {
  const app = express()
  const credential = (name: string): CredentialOption =>
    existingSession({
      name,
      secure: false,
      maxLife: '12h',
      read: (req) =>
        after(plan.beforeRead, async () => {
          const login = await library.read(req)
          if (login === undefined) return undefined
          if (plan.answer !== undefined) return plan.answer(login) as undefined
          const id = plan.byLibraryId ? (library.idOf?.(req) ?? '') : login.loginId
          return { id, subject: { id: login.userId }, start: login.loginAt, acr: 'pwd', amr: ['pwd'] }
        }),
      end: (req) =>
        after(plan.beforeEnd, async () => {
          await library.end(req, req.res as Response)
        }),
    })
  const trust = plan.trust(credential('raised'))
  if (plan.inWrongOrder) app.use(retrust(trust))
  library.mount(app)
  if (!plan.inWrongOrder) for (let i = 0; i < (plan.mounts ?? 1); i++) app.use(retrust(trust))

  app.post(
    '/login',
    guarded(async (req, res) => {
      const { user, keep } = req.query
      const login = { loginId: randomUUID(), userId: String(user), loginAt: plan.now() }
      await library.logIn(req, res, login, keep !== undefined)
      res.json({ user })
    }),
  )
  app.post(
    '/switch',
    guarded(async (req, res) => {
      const login = (await library.read(req)) as Login
      await library.write(req, res, { ...login, userId: String(req.query.user) })
      res.json({})
    }),
  )
  app.post(
    '/regenerate',
    guarded(async (req, res) => {
      const login = (await library.read(req)) as Login
      await library.regenerate?.(req)
      await library.write(req, res, login)
      res.json({})
    }),
  )
  app.post(
    '/stubborn',
    guarded(async (req, res) => {
      const login = (await library.read(req)) as Login
      await plan.beforeWrite?.(trustOf(req))
      await library.write(req, res, login)
      res.json({})
    }),
  )
  app.get(
    '/open',
    guarded(async (req, res) => {
      plan.onOpen?.()
      res.json({ user: (await library.read(req))?.userId ?? null })
    }),
  )
  app.get(
    '/late',
    guarded(async (req, res) => {
      res.write('head, ')
      res.end(await actLate(plan, String(req.query.do), trustOf(req)))
    }),
  )
  const account: RequestHandler = (req, res) => {
    const { subject, session, level } = trustOf(req)
    const proofs = session?.authentications.map((one) => one.acr)
    res.json({ user: subject?.id, handle: session?.handle, level, proofs })
  }
  app.get('/account', requireTrust(), account)
  if (plan.inner !== undefined) {
    const inner = express()
    inner.use(retrust(plan.inner(credential('inner'))))
    inner.get('/account', requireTrust(), account)
    app.use('/inner', inner)
  }
  app.post('/pay', requireTrust({ acr: 'mfa', action: 'pay' }), (req, res) =>
    res.json({ by: trustOf(req).subject?.id }),
  )
  app.post(
    '/confirm',
    guarded(async (req, res) => {
      await plan.beforeRaise?.()
      await trustOf(req).raise({ acr: 'mfa', amr: ['otp'] })
      res.json({})
    }),
  )
  app.post(
    '/logout',
    guarded(async (req, res) => {
      await trustOf(req).end()
      res.json({})
    }),
  )
  app.use((error: Error, _req: Request, res: Response, next: (error: unknown) => void) => {
    if (res.headersSent) next(error)
    else res.status(500).json({ caught: error.message })
  })

  return running(createServer(app))
}
