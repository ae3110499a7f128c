import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { CredentialOption } from '@retrust/core'
import { existingSession, requireTrust, retrust, trustOf } from '@retrust/node'
import { actLate, after, type HostPlan, type Login, type RunningHost } from '../host-under-test.ts'
import { running } from './running.ts'

type Handler = (req: IncomingMessage, res: ServerResponse) => unknown

/** What differs between the session libraries of bare http. */
export interface NodeLibrary {
  mount(req: IncomingMessage, res: ServerResponse, next: () => unknown): unknown
  read(req: IncomingMessage, res: ServerResponse): Login | undefined | Promise<Login | undefined>
  /** The library's own id of the session. */
  idOf?(req: IncomingMessage): string
  end(req: IncomingMessage, res: ServerResponse): unknown
  logIn(req: IncomingMessage, res: ServerResponse, login: Login, keepsId: boolean): Promise<void>
  write(req: IncomingMessage, res: ServerResponse, login: Login): unknown
  regenerate?(req: IncomingMessage): Promise<void>
}

/** The one application of all libraries under bare http: handlers in handlers. */
export async function startNode(library: NodeLibrary, plan: HostPlan): Promise<RunningHost> {
  const credential = (name: string): CredentialOption =>
    existingSession({
      name,
      secure: false,
      maxLife: '12h',
      read: ({ req, res }) =>
        after(plan.beforeRead, async () => {
          const login = await library.read(req, res as ServerResponse)
          if (login === undefined) return undefined
          if (plan.answer !== undefined) return plan.answer(login) as undefined
          const id = plan.byLibraryId ? (library.idOf?.(req) ?? '') : login.loginId
          return { id, subject: { id: login.userId }, start: login.loginAt, acr: 'pwd', amr: ['pwd'] }
        }),
      end: ({ req, res }) =>
        after(plan.beforeEnd, async () => {
          await library.end(req, res as ServerResponse)
        }),
    })
  const admit = retrust(plan.trust(credential('raised')))
  const admitted = (handler: Handler): Handler => {
    let inner = handler
    for (let i = 0; i < (plan.mounts ?? 1); i++) {
      const next = inner
      inner = (req, res) => admit(req, res, () => next(req, res))
    }
    return inner
  }
  const below =
    (handler: Handler): Handler =>
    (req, res) =>
      new Promise((resolve, reject) => library.mount(req, res, () => call(handler, req, res).then(resolve, reject)))

  const routes = routesOf(library, plan)
  if (plan.inner !== undefined) {
    const admitInner = retrust(plan.inner(credential('inner')))
    routes['GET /inner/account'] = (req, res) => admitInner(req, res, () => account(req, res))
  }
  const route: Handler = (req, res) => {
    const path = new URL(req.url ?? '', 'http://host').pathname
    return routes[`${req.method} ${path}`]?.(req, res) ?? json(res, {}, 404)
  }
  const app = plan.inWrongOrder ? admitted(below(route)) : below(admitted(route))
  const server = createServer((req, res) => {
    call(app, req, res).catch((error: Error) => json(res, { caught: error.message }, 500))
  })
  return running(server)
}

const account: Handler = requireTrust({}, (req, res) => {
  const { subject, session, level } = trustOf(req)
  const proofs = session?.authentications.map((one) => one.acr)
  json(res, { user: subject?.id, handle: session?.handle, level, proofs })
})

function routesOf(library: NodeLibrary, plan: HostPlan): Record<string, Handler> {
  const query = (req: IncomingMessage): URLSearchParams => new URL(req.url ?? '', 'http://host').searchParams
  return {
    async 'POST /login'(req, res) {
      const user = String(query(req).get('user'))
      const login = { loginId: randomUUID(), userId: user, loginAt: plan.now() }
      await library.logIn(req, res, login, query(req).has('keep'))
      json(res, { user })
    },
    async 'POST /switch'(req, res) {
      const login = (await library.read(req, res)) as Login
      await library.write(req, res, { ...login, userId: String(query(req).get('user')) })
      json(res, {})
    },
    async 'POST /regenerate'(req, res) {
      const login = (await library.read(req, res)) as Login
      await library.regenerate?.(req)
      await library.write(req, res, login)
      json(res, {})
    },
    async 'GET /open'(req, res) {
      plan.onOpen?.()
      json(res, { user: (await library.read(req, res))?.userId ?? null })
    },
    async 'GET /late'(req, res) {
      res.write('head, ')
      res.end(await actLate(plan, query(req).get('do'), trustOf(req)))
    },
    async 'POST /stubborn'(req, res) {
      const login = (await library.read(req, res)) as Login
      await plan.beforeWrite?.(trustOf(req))
      await library.write(req, res, login)
      json(res, {})
    },
    'GET /account': account,
    'POST /pay': requireTrust({ acr: 'mfa', action: 'pay' }, (req, res) => json(res, { by: trustOf(req).subject?.id })),
    async 'POST /confirm'(req, res) {
      await plan.beforeRaise?.()
      await trustOf(req).raise({ acr: 'mfa', amr: ['otp'] })
      json(res, {})
    },
    async 'POST /logout'(req, res) {
      await trustOf(req).end()
      json(res, {})
    },
  }
}

async function call(handler: Handler, req: IncomingMessage, res: ServerResponse): Promise<void> {
  await handler(req, res)
}

function json(res: ServerResponse, body: unknown, status = 200): void {
  res.statusCode = status
  res.setHeader('content-type', 'application/json')
  res.end(JSON.stringify(body))
}
