import type { RequestFacts } from '../context/request-facts.ts'
import { headerValue } from '../context/request-facts.ts'

const MAX_TARGET = 2_048

/**
 * A path to go back to, if it surely stays on this origin: one slash, then no second slash and no backslash, in printable
 * ASCII. Browsers read `/\evil`, `//evil` and tabs inside of a URL as another host (WHATWG URL section 4.4).
 */
export function returnTarget(value: string | null | undefined): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_TARGET) return undefined
  return /^\/(?![/\\])[\x21-\x5B\x5D-\x7E]*$/.test(value) ? value : undefined
}

/** The `returnTo` of a query, if it is safe. */
export function returnTargetOf(query: string): string | undefined {
  return query.length > 4 * MAX_TARGET ? undefined : returnTarget(new URLSearchParams(query).get('returnTo'))
}

/**
 * Where a person's navigation is sent. Never to the page that is asked for already; a form that was posted comes back to
 * the page that it was on, since a redirect would repeat it as GET, without its body.
 */
export function redirectTarget(page: string | undefined, facts: RequestFacts): string | undefined {
  if (page === undefined || facts.path === page || facts.path.startsWith(`${page}/`)) return undefined
  const back =
    facts.method === 'GET' || facts.method === 'HEAD' ? returnTarget(facts.path + facts.query) : refererPath(facts)
  return back === undefined || back === page ? page : `${page}?returnTo=${encodeURIComponent(back)}`
}

function refererPath(facts: RequestFacts): string | undefined {
  const referer = headerValue(facts, 'referer')
  if (referer === undefined || facts.origin === undefined || !referer.startsWith(`${facts.origin}/`)) return undefined
  return returnTarget(referer.slice(facts.origin.length))
}
