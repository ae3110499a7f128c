import type { RequestFacts } from '../context/request-facts.ts'
import { headerValue } from '../context/request-facts.ts'
import type { Need } from '../decision/demand.ts'

const MAX_TARGET = 2_048

/**
 * A path to go back to, if it surely stays on this origin: one slash, then no second slash and no backslash, in printable
 * ASCII. Browsers read `/\evil`, `//evil` and tabs inside of a URL as another host (WHATWG URL section 4.4).
 *
 * @example
 * ```ts
 * import { returnTarget } from '@retrust/core'
 *
 * const goTo = returnTarget('/account?tab=2') ?? '/'
 * ```
 */
export function returnTarget(value: string | null | undefined): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_TARGET) return undefined
  if (!/^\/(?![/\\])[\x21-\x5B\x5D-\x7E]*$/.test(value)) return undefined
  // A browser takes dot segments out first, also escaped ones: what is left could begin with two slashes.
  const [path = ''] = value.split(/[?#]/, 1)
  return path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment)) ? undefined : value
}

/** The `returnTo` of a query, if it is safe. */
export function returnTargetOf(query: string): string | undefined {
  return query.length > 4 * MAX_TARGET ? undefined : returnTarget(new URLSearchParams(query).get('returnTo'))
}

/**
 * Where a person's navigation is sent. Never to the page that is asked for already; a form that was posted comes back to
 * the page that it was on, since a redirect would repeat it as GET, without its body. The query tells a step-up page what
 * to ask for, in the words of RFC 9470; it is a hint: what a proof answers is judged when it is made.
 */
export function redirectTarget(page: string | undefined, facts: RequestFacts, need?: Need): string | undefined {
  if (page === undefined || facts.path === page || facts.path.startsWith(`${page}/`)) return undefined
  const back =
    facts.method === 'GET' || facts.method === 'HEAD' ? returnTarget(facts.path + facts.query) : refererPath(facts)
  const query = new URLSearchParams()
  if (back !== undefined && back !== page) query.set('returnTo', back)
  if (need?.acr !== undefined) query.set('acr_values', need.acr)
  if (need?.maxAgeMs !== undefined) query.set('max_age', String(Math.floor(need.maxAgeMs / 1000)))
  if (need?.action !== undefined) query.set('action', need.action)
  if (need?.object !== undefined) query.set('object', need.object)
  return query.size === 0 ? page : `${page}?${query}`
}

function refererPath(facts: RequestFacts): string | undefined {
  const referer = headerValue(facts, 'referer')
  if (referer === undefined || facts.origin === undefined || !referer.startsWith(`${facts.origin}/`)) return undefined
  return returnTarget(referer.slice(facts.origin.length))
}
