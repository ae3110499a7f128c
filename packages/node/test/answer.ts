import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer, Exchange } from '@retrust/conformance'
import { trustOf } from '@retrust/node'

/** What a handler of the plan is given. */
export const exchangeOf = (req: IncomingMessage, res: ServerResponse): Exchange => ({
  trust: () => trustOf(req),
  setHeader: (name, value, append) => void (append ? res.appendHeader(name, value) : res.setHeader(name, value)),
})

/** Sends what it answered, in Node's own words. */
export async function sendAnswer(req: IncomingMessage, res: ServerResponse, answer: Answer): Promise<void> {
  switch (answer.kind) {
    case 'json':
      return sendJson(res, answer.status ?? 200, answer.body)
    case 'redirect':
      return void res.writeHead(303, { location: new URL(answer.to, `http://${req.headers.host}`).pathname }).end()
    case 'raw':
      return void res.writeHead(answer.status, answer.headers.flat()).end(answer.body)
    case 'stream':
      // The client may leave before the end.
      return pipeline(Readable.from(answer.pieces), res).catch(() => undefined)
    case 'silence':
      return
  }
}

export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body) ?? ''
  res.statusCode = status
  res.setHeader('content-type', 'application/json')
  res.setHeader('content-length', Buffer.byteLength(text))
  res.end(text)
}
