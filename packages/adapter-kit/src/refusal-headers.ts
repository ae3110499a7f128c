import { speaksToCaches } from './cache-headers.ts'

// They describe the body and the state of what the application meant to send, which nobody gets now.
const OF_THE_CONTENT: ReadonlySet<string> = new Set([
  ...['content-type', 'content-length', 'content-encoding', 'content-range', 'content-disposition', 'content-language'],
  ...['content-location', 'content-md5', 'content-digest', 'repr-digest', 'accept-ranges', 'etag', 'last-modified'],
  ...['transfer-encoding', 'trailer', 'age', 'location', 'refresh'],
  // To a proxy that knows them they are the content itself, whatever the status.
  ...['x-accel-redirect', 'x-sendfile', 'x-lighttpd-send-file', 'x-litespeed-location', 'x-reproxy-url'],
])

/** Whether a header that was set before a refusal stays on it: cookies, CORS and request ids do, the content's own do not. */
export function outlivesRefusal(name: string): boolean {
  return !OF_THE_CONTENT.has(name) && !speaksToCaches(name)
}

/**
 * Whether a header that was set after a refusal still joins it: what lets a script of another origin read the answer, and
 * cookies, which session layers write when the head goes out. The rest belongs to an answer that must not go out.
 */
export function joinsRefusal(name: string): boolean {
  return name === 'set-cookie' || name === 'vary' || name.startsWith('access-control-')
}

/** The value of a header that was set twice: cookies and `Vary` add up, of all others the later counts. */
export function mergeHeader(
  name: string,
  before: string | readonly string[] | undefined,
  value: string | readonly string[],
): string | readonly string[] {
  if (before === undefined) return value
  if (name === 'set-cookie') return [...new Set([before, value].flat())]
  if (name !== 'vary') return value
  return [...new Set([before, value].flat().flatMap((line) => line.toLowerCase().split(/\s*,\s*/)))].join(', ')
}
