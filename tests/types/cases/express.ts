import { type HostSession, TrustRefusal, type TrustView } from '@retrust/core'
import { existingSession, guarded, requireTrust, retrust, serve, trustOf } from '@retrust/express'
import express, { type Request, type RequestHandler, Router } from 'express'
import { isExactly } from './is-exactly.ts'
import { trust } from './trust.ts'

const app = express()
app.use(retrust(trust))

/** The router goes on inferring `req.params` from the path. */
app.get('/users/:id/books/:book', requireTrust({ acr: 'mfa' }), (req, res) => {
  isExactly<typeof req.params, { id: string } & { book: string }>()
  // @ts-expect-error the path has no such parameter
  req.params.page
  res.json(trustOf(req).subject?.id)
})
app.get(
  '/users/:id',
  requireTrust(async (req) => ({ action: req.path })),
  (req) => isExactly<typeof req.params, { id: string }>(),
)
/** TypeScript cannot infer through a second function: behind `guarded` the parameters are written down. */
app.post(
  '/users/:id',
  requireTrust(),
  guarded(async (req: Request<{ id: string }>, res) => {
    isExactly<typeof req.params.id, string>()
    await trustOf(req).demand({ acr: 'mfa', object: req.params.id })
    res.json({})
  }),
)
app.post(
  '/orders',
  guarded(async (req, res) => {
    isExactly<typeof req, Request>()
    res.json(await trustOf(req).check({ acr: 'mfa' }))
  }),
)
Router().get('/:id', requireTrust(), (req) => isExactly<typeof req.params, { id: string }>())

/** In every place where Express takes a middleware, and with whatever types a handler gives itself. */
app.use('/x', requireTrust(), retrust(trust))
app.all('/x', [requireTrust(), retrust(trust)])
export const handler: RequestHandler<{ id: string }, { name: string }, { a: number }, { q: string }> = (req, res) => {
  isExactly<ReturnType<typeof trustOf>, TrustView>()
  trustOf(req)
  res.json({ name: req.query.q })
}
app.get('/:id', requireTrust(), handler)
export const withUser = (req: Request & { user: { id: string } }): TrustView => trustOf(req)
app.use(
  '/e',
  serve(async (request, view) => new Response(`${request.url} ${view.level}`)),
)

/** A host's session has the request's own types. */
existingSession<Request & { session: { login?: HostSession } }>({
  read: (req) => req.session.login,
  end: (req) => {
    req.session = {}
  },
  maxLife: '12h',
})
existingSession({
  // @ts-expect-error a subject has an id
  read: () => ({ id: 'x', subject: {}, start: 1, acr: 'pwd' }),
  end: () => undefined,
  maxLife: '12h',
})
// @ts-expect-error without `end` a terminated session would live on
existingSession({ read: () => undefined, maxLife: '12h' })

// @ts-expect-error there is no such member of a demand
requireTrust({ arc: 'mfa' })
// @ts-expect-error a duration is a text
requireTrust({ maxAge: 5 })
// @ts-expect-error a response is no request
app.get('/r', (_req, res) => trustOf(res))

/** No framework type is augmented: what is ours comes from our functions. */
app.get('/plain', (req) => {
  // @ts-expect-error
  req.trust
  // @ts-expect-error
  req.subject
})
export const isRefusal = (error: unknown): error is TrustRefusal => error instanceof TrustRefusal
