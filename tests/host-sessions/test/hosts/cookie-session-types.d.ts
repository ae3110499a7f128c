// Its published types declare another `req.session` than express-session's.
declare module 'cookie-session' {
  import type { RequestHandler } from 'express'
  export default function cookieSession(options: { name: string; keys: readonly string[] }): RequestHandler
}
