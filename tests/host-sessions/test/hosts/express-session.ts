import type express from 'express'
import type { Request } from 'express'
import session from 'express-session'
import express4 from 'express4'
import type { HostPlan, HostUnderTest, Login, RunningHost } from '../host-under-test.ts'
import { startExpress } from './express-app.ts'

type Kept = session.Session & { login?: Login }
const kept = (req: Request): Kept => req.session as Kept

/** express-session over its memory store: the session lives on the server, a cookie names it. */
export const expressSession: HostUnderTest = { name: 'express-session', hasIds: true, start: (plan) => start(plan) }

export const expressSessionOn4: HostUnderTest = {
  name: 'express-session on Express 4',
  hasIds: true,
  start: (plan) => start(plan, express4 as typeof express),
}

function start(plan: HostPlan, version?: typeof express): Promise<RunningHost> {
  return startExpress(
    {
      mount: (app) =>
        void app.use(session({ secret: 'a secret of the test', resave: false, saveUninitialized: false })),
      read: (req) => kept(req)?.login,
      idOf: (req) => req.sessionID,
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
    version,
  )
}

function regenerate(req: Request): Promise<void> {
  return new Promise((resolve, reject) => req.session.regenerate((error) => (error ? reject(error) : resolve())))
}
