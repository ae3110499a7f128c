import type { AdapterUnderTest } from '@retrust/conformance'
import { appOf } from '../../../packages/hono/test/hono-app.ts'
import { bunTraits } from './traits.ts'

interface BunServer {
  readonly port: number
  requestIP(request: Request): { readonly address: string } | null
  stop(closeConnections: boolean): Promise<void>
}
interface BunServing {
  readonly port: number
  readonly hostname: string
  readonly idleTimeout?: number
  fetch(request: Request, server: BunServer): Response | Promise<Response>
}
declare const Bun: { serve(serving: BunServing): BunServer }

/** Starts an application on Bun's own server. */
export function serveOnBun(fetch: BunServing['fetch']): BunServer {
  return Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 0, fetch })
}

export const honoOnBun: AdapterUnderTest = {
  ...bunTraits,
  async start(plan) {
    // By the environment: a mount makes a request of its own, and Bun knows no address of that one.
    const app = appOf(plan.layers, { remoteAddress: (c) => c.env.address as string | undefined })
    const server = serveOnBun((request, own) => app.fetch(request, { address: own.requestIP(request)?.address }))
    return { origin: `http://127.0.0.1:${server.port}`, close: () => server.stop(true) }
  },
}
