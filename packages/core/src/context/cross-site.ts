import { isSafe } from './action.ts'
import { headerValue, type RequestFacts } from './request-facts.ts'

/**
 * Whether an unsafe request comes from another site, by what browsers say of it: `Sec-Fetch-Site`, which no page can set,
 * else `Origin`. A program sends neither, and no browser lends it a cookie. An upgrade counts as unsafe: a WebSocket is
 * bound by no same-origin policy.
 *
 * @param method - as it was sent, or as the framework has it now.
 */
export function isCrossSite(facts: RequestFacts, trustedOrigins: ReadonlySet<string>, method: string): boolean {
  if (isSafe(method) && facts.channel !== 'upgrade') return false
  const origin = headerValue(facts, 'origin')
  if (origin !== undefined && trustedOrigins.has(origin)) return false
  const site = facts.single('sec-fetch-site')
  if (site.kind !== 'absent') return !(site.kind === 'value' && (site.value === 'same-origin' || site.value === 'none'))
  const sent = facts.single('origin')
  return sent.kind !== 'absent' && (origin === undefined || origin !== facts.origin)
}
