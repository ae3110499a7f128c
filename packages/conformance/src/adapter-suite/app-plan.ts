import type { Endpoints } from '@retrust/adapter-kit'
import type { Demand, DemandHooks, MaybePromise, Trust, TrustView } from '@retrust/core'

/** An application as the suite describes it: no framework's words in it. Layers run in order. */
export interface AppPlan {
  readonly layers: readonly Layer[]
  /** The framework's own proxy setting, to say the same as the engine's. Default none. */
  readonly proxies?: readonly string[] | number | undefined
}

/** One layer of an application. */
export type Layer =
  /** `mountedAt` is said where a hidden mount is above, and nowhere else. */
  | { readonly kind: 'retrust'; readonly trust: Trust; readonly mountedAt?: string | undefined }
  /** Sets headers, as a CORS or request-id layer does, and goes on. */
  | { readonly kind: 'headers'; readonly headers: readonly HeaderLine[] }
  /** Answers whatever the layers after it throw with a 500 of its own, in the way this framework does that. */
  | { readonly kind: 'catch-all' }
  /** Hangs layers below a path, in a sub-application; hidden where that cannot see the prefix (see `hidesMounts`). */
  | {
      readonly kind: 'mount'
      readonly at: string
      readonly layers: readonly Layer[]
      readonly hidden?: boolean | undefined
    }
  /** `serve(endpoints)` below a path. */
  | { readonly kind: 'serve'; readonly at: string; readonly endpoints: Endpoints }
  | Route

/** A route. It is reached by its method (`ALL`: by every one) and exactly its path, below its mount points. */
export interface Route {
  readonly kind: 'route'
  readonly method: 'GET' | 'POST' | 'OPTIONS' | 'ALL'
  readonly path: string
  /** `requireTrust` stands before the handler: with this demand, with one computed, or (`'any'`) without. */
  readonly demand?: PlannedDemand | 'any' | undefined
  /** The handler is not to be guarded where the framework asks for it (Express 4). */
  readonly unguarded?: boolean | undefined
  readonly handle: (exchange: Exchange) => MaybePromise<Answer>
}

type PlannedDemand = (Demand & DemandHooks) | (() => MaybePromise<Demand | undefined>)

/** One header as it goes over the wire: name and value. */
export type HeaderLine = readonly [name: string, value: string]

/** What a handler of the plan has. */
export interface Exchange {
  /** Asks the adapter's `trustOf` anew. */
  trust(): TrustView
  /** The framework's own way to set a header; `append` adds a line. */
  setHeader(name: string, value: string, append?: boolean): void
}

/** What a handler of the plan answers. */
export type Answer =
  | { readonly kind: 'json'; readonly status?: number | undefined; readonly body: unknown }
  | { readonly kind: 'redirect'; readonly to: string }
  /** Past the framework's own ways: `res.writeHead(…)` on Node, a bare `Response` in Hono. */
  | { readonly kind: 'raw'; readonly status: number; readonly headers: readonly HeaderLine[]; readonly body: string }
  /** As a file or a feed is sent: the head goes out, then piece by piece. */
  | { readonly kind: 'stream'; readonly pieces: AsyncIterable<string> }
  /** The handler is done and has sent nothing; nothing will be. */
  | { readonly kind: 'silence' }

export const json = (body: unknown, status = 200): Answer => ({ kind: 'json', body, status })

/** Writes a route as `GET /path`. */
export function route(at: string, handle: Route['handle'], options: Pick<Route, 'demand' | 'unguarded'> = {}): Route {
  const [method, path] = at.split(' ') as [Route['method'], string]
  return { kind: 'route', method, path, handle, ...options }
}
