import { request } from 'node:http'
import type { HeaderLine } from './app-plan.ts'

/** A request as it goes over the wire: headers may come twice, and say what `fetch` would not let them say. */
export interface WireRequest {
  readonly method?: string | undefined
  /** The request target, unchanged: also one that no URL parser would leave as it is. */
  readonly path: string
  readonly headers?: readonly HeaderLine[] | undefined
  readonly body?: string | undefined
  /** Hangs up when it fires. */
  readonly signal?: AbortSignal | undefined
}

const WITHOUT_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304])

/** Sends a request over a connection of its own. A connection that is cut rejects, here or while the body is read. */
export function sendOverWire(
  origin: string,
  { method = 'GET', path, headers = [], body, signal }: WireRequest,
): Promise<Response> {
  const { hostname, port } = new URL(origin)
  const lines = headers.some(([name]) => name.toLowerCase() === 'host')
    ? headers
    : [['host', `${hostname}:${port}`], ...headers]
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path, headers: lines.flat(), agent: false, signal }
    const outgoing = request(options, (incoming) => {
      const received = new Headers()
      for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
        received.append(incoming.rawHeaders[i] as string, incoming.rawHeaders[i + 1] as string)
      }
      const status = incoming.statusCode ?? 0
      const content = new ReadableStream<Uint8Array>({
        start(controller) {
          incoming.on('data', (chunk: Uint8Array) => controller.enqueue(new Uint8Array(chunk)))
          incoming.on('end', () => controller.close())
          incoming.on('error', (error) => controller.error(error))
        },
        cancel: () => void incoming.destroy(),
      })
      resolve(new Response(WITHOUT_BODY.has(status) ? null : content, { status, headers: received }))
    })
    outgoing.on('error', reject)
    // A body without a length goes out in pieces only where that is said.
    outgoing.end(body)
  })
}
