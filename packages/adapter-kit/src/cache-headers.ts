// What a CDN or a proxy heeds before `Cache-Control` (RFC 9213 section 2.2, and what each of them had before it), and what is older.
const OTHERS: ReadonlySet<string> = new Set([
  'surrogate-control',
  'edge-control',
  'x-accel-expires',
  'expires',
  'pragma',
])

/** Whether a header tells caches how long an answer may be kept: `Cache-Control`, and `CDN-Cache-Control` and its kin. */
export function speaksToCaches(name: string): boolean {
  return name.endsWith('cache-control') || OTHERS.has(name)
}
