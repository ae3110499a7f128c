import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { fromNodeHeaders } from 'better-auth/node'
import { type Caller, type Contestant, callerNames } from '../contestant.ts'
import { serveExpress } from '../express-app.ts'

export const start: Contestant = async (counts) => {
  const auth = betterAuth({
    baseURL: 'http://127.0.0.1',
    secret: 'a secret for measurements that is long enough',
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    emailAndPassword: { enabled: true },
    // In memory there is nothing to keep a copy of.
    session: { cookieCache: { enabled: false } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
  })
  const server = serveExpress(counts, {
    guard: [
      async (req, res, next) => {
        const login = await auth.api.getSession({ headers: fromNodeHeaders(req.headers) })
        res.locals.user = login?.user.name
        if (login === null) res.sendStatus(401)
        else next()
      },
    ],
    caller: (_req, res) => res.locals.user,
  })
  const signUp = async (id: string): Promise<Caller> => {
    const body = { name: id, email: `${id}@example.test`, password: 'correct horse battery' }
    const { headers } = await auth.api.signUpEmail({ body, returnHeaders: true })
    return {
      cookie: headers
        .getSetCookie()
        .map((line) => line.slice(0, line.indexOf(';')))
        .join('; '),
    }
  }
  let callers: readonly Caller[] | undefined
  return {
    server,
    async callers() {
      callers ??= await Promise.all(callerNames.map(signUp))
      return callers
    },
  }
}
