import type { AdapterUnderTest } from '@retrust/conformance'
import { getConnInfo } from 'hono/deno'
import { appOf } from '../../../packages/hono/test/hono-app.ts'
import { remoteAddress } from './remote-address.ts'
import { denoTraits } from './traits.ts'

interface DenoServer {
  readonly addr: { readonly port: number }
  shutdown(): Promise<void>
  readonly finished: Promise<void>
}
interface DenoServing {
  readonly port: number
  readonly hostname: string
  readonly signal?: AbortSignal
  onListen(): void
}
declare const Deno: {
  serve(serving: DenoServing, fetch: (request: Request, info: object) => Response | Promise<Response>): DenoServer
}

/** Starts an application on Deno's own server. */
export function serveOnDeno(
  fetch: (request: Request, info: object) => Response | Promise<Response>,
  signal: AbortSignal = new AbortController().signal,
): DenoServer {
  return Deno.serve({ port: 0, hostname: '127.0.0.1', signal, onListen: () => undefined }, fetch)
}

export const honoOnDeno: AdapterUnderTest = {
  ...denoTraits,
  async start(plan) {
    const app = appOf(plan.layers, { remoteAddress: remoteAddress(getConnInfo) })
    const stop = new AbortController()
    const server = serveOnDeno((request, info) => app.fetch(request, info), stop.signal)
    return {
      origin: `http://127.0.0.1:${server.addr.port}`,
      async close() {
        stop.abort()
        await server.finished
      },
    }
  },
}
