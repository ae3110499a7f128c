import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { ResponseGate } from '@retrust/adapter-kit'
import { type FakeTrustRequest, fakeTrustRequest } from './fake-trust-request.ts'

/** What a client got: everything until the end, or that the connection was cut. */
export interface Got {
  readonly status: number
  readonly message: string
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
  readonly cut: boolean
}

export interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly gate: ResponseGate
  readonly trust: FakeTrustRequest
}

/** Runs one request through a gated handler over a real connection. `below` wraps the response before the gate does. */
export async function exchange(
  handle: (exchange: Exchange) => unknown,
  options: {
    readonly method?: string
    readonly below?: (res: ServerResponse) => void
    readonly unarmed?: boolean
  } = {},
): Promise<Got & { readonly trust: FakeTrustRequest }> {
  const trust = fakeTrustRequest()
  const server = createServer((req, res) => {
    options.below?.(res)
    const gate = new ResponseGate(res, req.method === 'HEAD')
    gate.guard(trust)
    if (options.unarmed !== true) gate.arm(trust)
    handle({ req, res, gate, trust })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const got = await get((server.address() as AddressInfo).port, options.method ?? 'GET')
    return { ...got, trust }
  } finally {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

function get(port: number, method: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', method, agent: false }, (incoming) => {
      let body = ''
      const head = {
        status: incoming.statusCode ?? 0,
        message: incoming.statusMessage ?? '',
        headers: incoming.headers,
      }
      incoming.setEncoding('utf8').on('data', (piece: string) => {
        body += piece
      })
      incoming.on('end', () => resolve({ ...head, body, cut: false }))
      incoming.on('error', () => resolve({ ...head, body, cut: true }))
    })
    outgoing.on('error', reject).end()
  })
}

/** The same over HTTP/2. */
export async function exchangeHttp2(handle: (exchange: Exchange) => unknown): Promise<Got> {
  const trust = fakeTrustRequest()
  const server = createHttp2Server((req, res) => {
    const gate = new ResponseGate(res as unknown as ServerResponse, false)
    gate.guard(trust)
    gate.arm(trust)
    handle({ req, res, gate, trust } as unknown as Exchange)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  try {
    const stream = client.request({ ':path': '/' })
    const [headers] = (await once(stream, 'response')) as [NodeJS.Dict<string | string[]>]
    let body = ''
    for await (const piece of stream.setEncoding('utf8')) body += piece
    return { status: Number(headers[':status']), message: '', headers, body, cut: false }
  } finally {
    client.close()
    server.close()
  }
}
