import session from 'express-session'
import { byLogin, type Contestant } from '../contestant.ts'
import { serveExpress } from '../express-app.ts'

declare module 'express-session' {
  interface SessionData {
    user: string
  }
}

export const start: Contestant = async (counts) => ({
  server: serveExpress(counts, {
    // As its guide says; its store forgets nothing here, and MemoryStore is the fastest that it has.
    layers: [session({ secret: 'a secret for measurements', resave: false, saveUninitialized: false })],
    guard: [(req, res, next) => (req.session.user === undefined ? void res.sendStatus(401) : next())],
    caller: (req) => req.session.user,
    login: (req, _res, id) => {
      req.session.user = id
    },
  }),
  callers: byLogin(),
})
