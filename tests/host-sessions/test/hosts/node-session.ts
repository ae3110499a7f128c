import type { IncomingMessage, ServerResponse } from 'node:http'
import session from 'express-session'
import { getIronSession, type IronSession } from 'iron-session'
import type { HostUnderTest, Login } from '../host-under-test.ts'
import { startNode } from './node-app.ts'

type Kept = session.Session & { login?: Login }
type WithSession = IncomingMessage & { readonly session: Kept; readonly sessionID: string }
const kept = (req: IncomingMessage): Kept => (req as WithSession).session

/** express-session is a middleware of connect's shape: it needs no Express. */
export const expressSessionOnNode: HostUnderTest = {
  name: "express-session on Node's bare http",
  hasIds: true,
  start(plan) {
    const middleware = session({ secret: 'a secret of the test', resave: false, saveUninitialized: false })
    return startNode(
      {
        mount: (req, res, next) => middleware(req as never, res as never, next),
        read: (req) => kept(req)?.login,
        idOf: (req) => (req as WithSession).sessionID,
        end: regenerate,
        async logIn(req, _res, login, keepsId) {
          if (!keepsId) await regenerate(req)
          kept(req).login = login
        },
        write: (req, _res, login) => {
          kept(req).login = login
        },
        regenerate,
      },
      plan,
    )
  },
}

function regenerate(req: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => kept(req).regenerate((error) => (error ? reject(error) : resolve())))
}

type Iron = IronSession<{ login?: Login }>
const options = { cookieName: 'host', password: 'a password of the test, 32 letters', cookieOptions: { secure: false } }

/** Opened once a request: opened anew it would be read from the request's cookie again. */
const ironOf = (req: IncomingMessage & { iron?: Promise<Iron> }, res: ServerResponse): Promise<Iron> =>
  (req.iron ??= getIronSession<{ login?: Login }>(req, res, options))

async function save(req: IncomingMessage, res: ServerResponse, login: Login): Promise<void> {
  const iron = await ironOf(req, res)
  iron.login = login
  await iron.save()
}

/** iron-session reads and writes the response's head by itself. */
export const ironSessionOnNode: HostUnderTest = {
  name: "iron-session on Node's bare http",
  hasIds: false,
  start: (plan) =>
    startNode(
      {
        mount: (_req, _res, next) => next(),
        read: async (req, res) => (await ironOf(req, res)).login,
        end: async (req, res) => (await ironOf(req, res)).destroy(),
        logIn: save,
        write: save,
      },
      plan,
    ),
}
