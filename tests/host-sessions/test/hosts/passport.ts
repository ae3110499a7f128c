import { randomUUID } from 'node:crypto'
import type { Request } from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy } from 'passport-local'
import type { HostUnderTest, Login } from '../host-under-test.ts'
import { startExpress } from './express-app.ts'

type Kept = session.Session & { loginId?: string; loginAt?: number }
const kept = (req: Request): Kept => req.session as Kept

/** express-session with Passport and a local strategy on top: Passport makes a new id at each login. */
export const passportOnExpress: HostUnderTest = {
  name: 'express-session with Passport',
  hasIds: true,
  start(plan) {
    const users = new passport.Passport()
    users.use(new Strategy((name, _password, done) => done(null, { id: name })))
    users.serializeUser((user, done) => done(null, (user as { id: string }).id))
    users.deserializeUser((id, done) => done(null, { id: String(id) }))
    const authenticate = users.authenticate('local') as (
      req: Request,
      res: unknown,
      next: (error?: unknown) => void,
    ) => void
    const logInAs = (req: Request, user: string): Promise<void> =>
      new Promise((resolve, reject) =>
        req.logIn({ id: user } as Express.User, (error) => (error ? reject(error) : resolve())),
      )
    return startExpress(
      {
        mount(app) {
          app.use(session({ secret: 'a secret of the test', resave: false, saveUninitialized: false }))
          app.use(users.initialize(), users.session() as never)
        },
        read(req) {
          const user = req.user as { id: string } | undefined
          return user && loginOf(req, user.id)
        },
        idOf: (req) => req.sessionID,
        end: (req) =>
          new Promise<void>((resolve, reject) => req.logOut((error) => (error ? reject(error) : resolve()))),
        async logIn(req, res, login, keepsId) {
          if (keepsId) kept(req).loginId = login.loginId
          // As a form would bring it.
          req.body = { username: login.userId, password: 'right' }
          await new Promise<void>((resolve, reject) =>
            authenticate(req, res, (error) => (error ? reject(error) : resolve())),
          )
          kept(req).loginId = login.loginId
          kept(req).loginAt = login.loginAt
        },
        async write(req, _res, login) {
          await logInAs(req, login.userId)
          kept(req).loginId = login.loginId
          kept(req).loginAt = login.loginAt
        },
        regenerate: async (req) => logInAs(req, (req.user as { id: string }).id),
      },
      plan,
    )
  },
}

function loginOf(req: Request, userId: string): Login {
  const { loginId = randomUUID(), loginAt = 0 } = kept(req)
  return { userId, loginId, loginAt }
}
