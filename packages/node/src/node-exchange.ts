import type { NodeRequest, NodeResponse } from '@retrust/adapter-kit'

/** A request and its response, those of `http`, `https` or `http2`. A class, so that no other framework's passes for one. */
export class NodeExchange {
  readonly req: NodeRequest
  /** Handlers give the request alone. */
  readonly res?: NodeResponse | undefined

  constructor(req: NodeRequest, res?: NodeResponse) {
    this.req = req
    this.res = res
  }
}

/** What answers a request. */
export type Handler<Req, Res> = (req: Req, res: Res) => unknown

/** What `createServer` takes. It never throws, and its promise never rejects. */
export type TrustListener<Req, Res> = (req: Req, res: Res) => Promise<void>

/**
 * A middleware of this package, in the shape that connect, Polka and their kin know. `next` is called to go on and for
 * nothing else; what it answers or throws is handed back.
 */
export type TrustMiddleware = (req: NodeRequest, res: NodeResponse, next: () => unknown) => unknown
