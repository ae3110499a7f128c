import { speaksToCaches } from './cache-headers.ts'
import type { NodeResponse } from './node-exchange.ts'

/** What `res.writeHead` is called with: a status, perhaps a message, perhaps headers as an object or as a list. */
export type HeadArguments = readonly [status: number, ...rest: unknown[]]

type HeaderValue = number | string | readonly string[]

/**
 * Puts the headers of a `writeHead` call on the response, as Node would (they replace what was set before, a list may name
 * one several times), and answers the call without them.
 */
export function takeHeaders(res: NodeResponse, args: HeadArguments): HeadArguments {
  const [status, second, third] = args
  const message = typeof second === 'string' ? second : undefined
  const headers = message === undefined ? (second ?? third) : third
  for (const [name, values] of entriesOf(headers)) res.setHeader(name, values)
  return message === undefined ? [status] : [status, message]
}

/** The headers of a `writeHead` call by name, those given several times together. */
function entriesOf(headers: unknown): Map<string, HeaderValue> {
  if (!Array.isArray(headers)) {
    const entries = Object.entries((headers ?? {}) as Record<string, HeaderValue | undefined>)
    return new Map(entries.filter((one): one is [string, HeaderValue] => one[1] !== undefined))
  }
  const flat = (Array.isArray(headers[0]) ? headers.flat() : headers) as readonly string[]
  const grouped = new Map<string, HeaderValue>()
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name = String(flat[i]).toLowerCase()
    const before = grouped.get(name)
    const value = flat[i + 1] as HeaderValue
    grouped.set(name, before === undefined ? value : ([before, value].flat().map(String) as readonly string[]))
  }
  return grouped
}

/** Adds our `Set-Cookie` lines to those that are there. A cache would keep them with the answer (RFC 9111 section 7.3). */
export function appendCookies(res: NodeResponse, lines: readonly string[]): void {
  const before = res.getHeader('set-cookie') ?? []
  res.setHeader('set-cookie', [before, lines].flat().map(String))
  for (const name of Object.keys(res.getHeaders())) if (speaksToCaches(name)) res.removeHeader(name)
  res.setHeader('cache-control', 'no-store')
}
