import { readOrigin } from './client-origin.ts'
import { FactsError } from './facts-error.ts'

/** A request target (RFC 9112 section 3.2), cut but not decoded. */
export interface RequestTarget {
  readonly path: string
  readonly query: string
  /** Scheme and host of an absolute-form target, which then replace the `Host` header. */
  readonly absolute: { readonly scheme: string; readonly host: string } | undefined
}

const ABSOLUTE = /^(https?):\/\/([^/?#@]*)((?:[/?#].*)?)$/i

/** @throws {FactsError} for what routers would each read their own way. */
export function readTarget(url: string, method: string): RequestTarget {
  if (url.charCodeAt(0) === SLASH) return cut(url, undefined)
  if (url === '*' && method === 'OPTIONS') return { path: '*', query: '', absolute: undefined }
  const absolute = ABSOLUTE.exec(url)
  if (absolute === null) throw malformed('The request target is neither a path nor an http address')
  const [, scheme = '', host = '', rest = ''] = absolute
  return cut(rest.startsWith('/') ? rest : `/${rest}`, { scheme: scheme.toLowerCase(), host })
}

/**
 * As a client sent it, before any URL parser: routers that parse an absolute target choke on a host that is none.
 *
 * @throws {FactsError} for such a host too.
 */
export function readWireTarget(url: string, method: string): RequestTarget {
  const target = readTarget(url, method)
  const { absolute } = target
  if (absolute !== undefined && readOrigin(absolute.scheme, absolute.host.toLowerCase()) === undefined)
    throw malformed('The host of the request target is none')
  return target
}

/** @throws {FactsError} for a method that is no token (RFC 9110 section 9.1). */
export function readMethod(method: string | undefined): string {
  if (method === undefined || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) throw malformed('The method is no token')
  return method.toUpperCase()
}

function cut(url: string, absolute: RequestTarget['absolute']): RequestTarget {
  // A fragment never leaves a browser, and routers disagree on where the path ends before one.
  if (url.indexOf('#') >= 0) throw malformed('The request target has a fragment')
  const mark = url.indexOf('?')
  return mark < 0 ? { path: url, query: '', absolute } : { path: url.slice(0, mark), query: url.slice(mark), absolute }
}

const SLASH = 47
const malformed = (problem: string): FactsError => new FactsError('request.malformed', problem)
