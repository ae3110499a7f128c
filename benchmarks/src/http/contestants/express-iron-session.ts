import type { Request, Response } from 'express'
import { getIronSession, type IronSession } from 'iron-session'
import { byLogin, type Contestant } from '../contestant.ts'
import { serveExpress } from '../express-app.ts'

const options = {
  password: 'a password for measurements, 32 long',
  cookieName: 'iron',
  cookieOptions: { secure: false },
}
const sessionOf = (req: Request, res: Response): Promise<IronSession<{ user?: string }>> =>
  getIronSession(req, res, options)

export const start: Contestant = async (counts) => ({
  server: serveExpress(counts, {
    guard: [
      async (req, res, next) => {
        res.locals.user = (await sessionOf(req, res)).user
        if (res.locals.user === undefined) res.sendStatus(401)
        else next()
      },
    ],
    caller: (_req, res) => res.locals.user,
    async login(req, res, id) {
      const session = await sessionOf(req, res)
      session.user = id
      await session.save()
    },
  }),
  callers: byLogin(),
})
