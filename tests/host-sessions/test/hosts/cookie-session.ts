import cookieSession from 'cookie-session'
import type { Request } from 'express'
import type { HostUnderTest, Login } from '../host-under-test.ts'
import { startExpress } from './express-app.ts'

type Kept = { session: { login?: Login } | null }
const kept = (req: Request): Kept => req as unknown as Kept

/** cookie-session: the whole session is in a signed cookie, and the server keeps nothing of it. */
export const cookieSessionLibrary: HostUnderTest = {
  name: 'cookie-session',
  hasIds: false,
  start: (plan) =>
    startExpress(
      {
        mount: (app) => void app.use(cookieSession({ name: 'host', keys: ['a key of the test'] })),
        read: (req) => kept(req).session?.login,
        end: (req) => {
          kept(req).session = null
        },
        async logIn(req, _res, login) {
          kept(req).session = { login }
        },
        write: (req, _res, login) => {
          kept(req).session = { login }
        },
      },
      plan,
    ),
}
