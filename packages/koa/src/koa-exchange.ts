import type { NodeRequest, NodeResponse } from '@retrust/adapter-kit'

/** A Koa context as far as this package reads and writes it. */
export interface KoaContext {
  readonly req: NodeRequest
  readonly res: NodeResponse
  readonly app: { readonly proxy: boolean; readonly maxIpsCount?: number | undefined }
  readonly method: string
  readonly originalUrl: string
  status: number
  body: unknown
  set(headers: Record<string, string>): void
}

/** A middleware of this package. It fits into Koa 2 and 3 and their routers, whatever their contexts hold besides. */
export type TrustMiddleware = (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void>
