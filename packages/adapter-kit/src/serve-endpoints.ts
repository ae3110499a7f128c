import { MisuseError, type RequestFacts, type TrustView } from '@retrust/core'
import type { NodeRequest, NodeResponse } from './node-exchange.ts'

/** What a package that serves pages or protocol endpoints gives: they fit into every framework. */
export type Endpoints = (request: Request, trust: TrustView) => Promise<Response>

/** A Node request whose body can be read. */
export interface ReadableNodeRequest extends NodeRequest {
  readonly httpVersionMajor?: number | undefined
  readonly readableDidRead?: boolean | undefined
  on(event: string, listener: (...args: never[]) => void): unknown
  pause(): unknown
  resume(): unknown
}

/**
 * Serves endpoints on Node. Resolves when the answer went out or its reader left.
 *
 * @example
 * ```ts
 * import type { IncomingMessage, ServerResponse } from 'node:http'
 * import { attachmentOf, serveOnNode } from '@retrust/adapter-kit'
 *
 * async function hello(req: IncomingMessage, res: ServerResponse) {
 *   const attachment = attachmentOf(req)
 *   if (attachment === undefined) throw new Error('retrust did not run before')
 *   const { facts, request: judged } = attachment
 *   await serveOnNode(async (request) => new Response(request.url), req, res, facts, judged.view)
 * }
 * ```
 */
export async function serveOnNode(
  endpoints: Endpoints,
  req: ReadableNodeRequest,
  res: NodeResponse,
  facts: RequestFacts,
  view: TrustView,
): Promise<void> {
  const gone = new AbortController()
  res.on('close', () => gone.abort(new DOMException('The client left', 'AbortError')))
  const response = NOT_FETCHED.has(facts.method)
    ? notAllowed()
    : await endpoints(requestFromNode(req, facts, gone.signal), view)
  await sendOnNode(response, res, facts.method === 'HEAD', gone.signal)
}

/**
 * Serves endpoints where requests are fetch's own.
 *
 * @example
 * ```ts
 * import { attachmentOf, serveOnFetch } from '@retrust/adapter-kit'
 *
 * async function hello(request: Request): Promise<Response> {
 *   const attachment = attachmentOf(request)
 *   if (attachment === undefined) throw new Error('retrust did not run before')
 *   const { facts, request: judged } = attachment
 *   return serveOnFetch(async ({ url }) => new Response(url), request, facts, judged.view)
 * }
 * ```
 */
export async function serveOnFetch(
  endpoints: Endpoints,
  request: Request,
  facts: RequestFacts,
  view: TrustView,
): Promise<Response> {
  if (NOT_FETCHED.has(facts.method)) return notAllowed()
  const url = urlOf(facts)
  // Behind a proxy, or below a mount point, the platform's URL is not the one that the client used.
  const asked = url === request.url ? request : readdressed(request, url)
  return asked === undefined ? new Response(null, { status: 400 }) : endpoints(asked, view)
}

/** Undefined where a platform that makes its requests late (Hono on Node) finds only now that their `Host` is none. */
function readdressed(request: Request, url: string): Request | undefined {
  try {
    return new Request(url, request)
  } catch (error) {
    if (URL.canParse(request.url)) throw error
    return undefined
  }
}

const notAllowed = (): Response =>
  new Response(null, { status: 405, headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } })

/** The methods that no `Request` can have (Fetch standard, section 2.2.1). */
const NOT_FETCHED: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])

function requestFromNode(req: ReadableNodeRequest, facts: RequestFacts, signal: AbortSignal): Request {
  const headers = new Headers()
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i] as string
    if (!name.startsWith(':')) headers.append(name, req.rawHeaders[i + 1] as string)
  }
  const init: RequestInit & { duplex?: 'half' } = { method: facts.method, headers, signal }
  if (hasBody(req, facts.method, headers)) {
    if (req.readableDidRead === true) {
      throw new MisuseError(
        'The body of the request was read before serve()',
        'Put serve(endpoints) before body parsers',
      )
    }
    init.body = bodyOf(req)
    init.duplex = 'half'
  }
  return new Request(urlOf(facts), init)
}

const urlOf = ({ origin, path, query }: RequestFacts): string =>
  // `OPTIONS *` asks about the server, which has no path.
  `${origin ?? 'http://localhost'}${path === '*' ? '/' : path}${query}`

function hasBody(req: ReadableNodeRequest, method: string, headers: Headers): boolean {
  if (method === 'GET' || method === 'HEAD') return false
  if (headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0) return true
  return (req.httpVersionMajor ?? 1) > 1 && !headers.has('content-length')
}

function bodyOf(req: ReadableNodeRequest): ReadableStream<Uint8Array> {
  let isOver = false
  return new ReadableStream(
    {
      start(controller) {
        const once = (end: () => void) => () => {
          if (!isOver) end()
          isOver = true
        }
        const cut = once(() => controller.error(new TypeError('The body of the request was cut')))
        req.on('data', (chunk: Uint8Array) => {
          if (isOver) return
          controller.enqueue(new Uint8Array(chunk))
          req.pause()
        })
        req.on(
          'end',
          once(() => controller.close()),
        )
        req.on('error', cut)
        req.on('close', cut)
        req.pause()
      },
      pull: () => void req.resume(),
      cancel() {
        isOver = true
        // The connection is still needed for the answer: what nobody wants to read is let run out.
        req.resume()
      },
    },
    { highWaterMark: 0 },
  )
}

async function sendOnNode(response: Response, res: NodeResponse, isHead: boolean, gone: AbortSignal): Promise<void> {
  res.statusCode = response.status
  const before = [res.getHeader('set-cookie') ?? []].flat().map(String)
  for (const [name, value] of response.headers) if (name !== 'set-cookie') res.setHeader(name, value)
  const cookies = [...before, ...response.headers.getSetCookie()]
  if (cookies.length > 0) res.setHeader('set-cookie', cookies)
  if (response.body === null || isHead) {
    await response.body?.cancel()
    res.end()
    return
  }
  const reader = response.body.getReader()
  let goOn: () => void = () => undefined
  res.on('drain', () => goOn())
  gone.addEventListener('abort', () => {
    reader.cancel(gone.reason).catch(() => undefined)
    goOn()
  })
  for (let piece = await reader.read(); !piece.done && !gone.aborted; piece = await reader.read()) {
    if (!res.write(piece.value)) await new Promise<void>((resolve) => (goOn = resolve))
  }
  if (!gone.aborted) res.end()
}
