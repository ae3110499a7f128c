/**
 * Every value of one cookie in a `Cookie` header (RFC 6265 section 5.4), in order. Two of a name are two answers, which a
 * cookie library would hide; names are compared exactly, values are not decoded (ours need no escapes).
 */
export function cookieValues(header: string | undefined, name: string): readonly string[] {
  if (header === undefined || header.indexOf(name) < 0) return NONE
  let values: string[] | undefined
  let start = 0
  while (start < header.length) {
    let end = header.indexOf(';', start)
    if (end < 0) end = header.length
    let from = start
    while (from < end && isSpace(header.charCodeAt(from))) from++
    if (header.startsWith(name, from) && header.charCodeAt(from + name.length) === EQUALS) {
      let to = end
      while (to > from && isSpace(header.charCodeAt(to - 1))) to--
      values ??= []
      values.push(header.slice(from + name.length + 1, to))
    }
    start = end + 1
  }
  return values ?? NONE
}

const EQUALS = 61
const NONE: readonly string[] = []
const isSpace = (code: number): boolean => code === 32 || code === 9
