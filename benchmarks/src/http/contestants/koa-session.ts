import type { Context } from 'koa'
import koaSession from 'koa-session'
import { byLogin, type Contestant } from '../contestant.ts'
import { serveKoa } from '../koa-app.ts'

/** Its own way: the session is in a signed cookie. */
export const start: Contestant = async (counts) => ({
  server: serveKoa(counts, {
    prepare(app) {
      app.keys = ['a secret for measurements']
      app.use(koaSession({ secure: false }, app))
    },
    async guard(ctx, next) {
      if (sessionOf(ctx).user === undefined) ctx.throw(401)
      await next()
    },
    caller: (ctx) => sessionOf(ctx).user,
    login: (ctx, id) => {
      sessionOf(ctx).user = id
    },
  }),
  callers: byLogin(),
})

const sessionOf = (ctx: Context): { user?: string } => ctx.session as { user?: string }
