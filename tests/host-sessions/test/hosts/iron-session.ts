import type { Request, Response } from 'express'
import { getIronSession, type IronSession } from 'iron-session'
import type { HostUnderTest, Login } from '../host-under-test.ts'
import { startExpress } from './express-app.ts'

type Kept = IronSession<{ login?: Login }>
type WithIron = Request & { iron?: Promise<Kept> }
const options = { cookieName: 'host', password: 'a password of the test, 32 letters', cookieOptions: { secure: false } }

/** Opened once a request: opened anew it would be read from the request's cookie again. */
const ironOf = (req: Request, res: Response): Promise<Kept> =>
  ((req as WithIron).iron ??= getIronSession<{ login?: Login }>(req, res, options))

/** iron-session: the whole session is in an encrypted cookie. It is no middleware, so there is no order to get wrong. */
export const ironSession: HostUnderTest = {
  name: 'iron-session',
  hasIds: false,
  start: (plan) =>
    startExpress(
      {
        mount: () => undefined,
        read: async (req) => (await ironOf(req, req.res as Response)).login,
        end: async (req, res) => (await ironOf(req, res)).destroy(),
        async logIn(req, res, login) {
          const iron = await ironOf(req, res)
          iron.login = login
          await iron.save()
        },
        async write(req, res, login) {
          const iron = await ironOf(req, res)
          iron.login = login
          await iron.save()
        },
      },
      plan,
    ),
}
