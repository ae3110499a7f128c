import type { NodeRequest, NodeResponse } from '@retrust/adapter-kit'

/** A Hono context as far as this package reads and writes it, whatever its Variables and Bindings. */
export interface HonoContext {
  readonly req: { readonly raw: Request; readonly method: string }
  readonly env: unknown
  readonly finalized: boolean
  newResponse(body: null): Response
  get res(): Response
  set res(response: Response | undefined)
}

/** The Node request and response under a context, where it runs on `@hono/node-server`. */
export interface NodeUnderneath {
  readonly incoming: NodeRequest
  readonly outgoing: NodeResponse | undefined
}

/** Undefined on platforms without Node. */
export function nodeUnderneath(c: HonoContext): NodeUnderneath | undefined {
  const env = c.env as Partial<NodeUnderneath> | null | undefined
  // Elsewhere `env` holds what the operator bound to it, under any name and shared by all requests.
  if (!Array.isArray(env?.incoming?.rawHeaders)) return undefined
  return { incoming: env.incoming, outgoing: typeof env.outgoing?.writeHead === 'function' ? env.outgoing : undefined }
}
