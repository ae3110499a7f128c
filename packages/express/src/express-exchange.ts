import type { NodeRequest, NodeResponse } from '@retrust/adapter-kit'

/** An Express request as far as this package reads it. */
export interface ExpressRequest extends NodeRequest {
  method: string
  /** Set by Express 4 and 5 before any middleware runs. */
  readonly res?: NodeResponse | undefined
  readonly app: ExpressApplication
  /** Set by Express 4 and 5 to that of the router that the request is in. */
  readonly next?: Next | undefined
}

/** The application that a request is in. */
export interface ExpressApplication {
  get(name: string): unknown
}

/** Express's `next`. */
export type Next = (error?: unknown) => void

/**
 * A middleware of this package. It takes any request with the fields it reads and declares no parameters, so that the
 * router goes on inferring `req.params` from the path.
 */
export type TrustMiddleware = (req: ExpressRequest, res: unknown, next: Next) => void
