import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Question {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string
}

export interface Answer {
  readonly url: URL
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** From the first byte sent to the last byte read, in milliseconds. */
  readonly took: number
}

/** Opens one exchange and leaves the body unread. Plain node:http, since fetch rewrites the Sec-Fetch headers. */
export function open(url: URL, { method = 'GET', headers = {}, body }: Question): Promise<IncomingMessage> {
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: Object.fromEntries(given) }, resolve)
    asked.once('error', reject).end(body)
  })
}

export async function exchange(url: URL, question: Question): Promise<Answer> {
  const started = performance.now()
  const response = await open(url, question)
  const body = await text(response)
  const { statusCode: status = 0, headers } = response
  return { url, status, headers, body, took: performance.now() - started }
}
