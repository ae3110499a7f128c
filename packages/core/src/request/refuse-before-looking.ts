import { isCrossSite } from '../context/cross-site.ts'
import { headerValue, type RequestFacts } from '../context/request-facts.ts'
import type { Engine } from '../engine.ts'
import { problemRefusal } from '../refusal/problem.ts'
import type { Refusal } from '../refusal/refusal.ts'
import { titleOf } from '../refusal/titles.ts'

/** What is refused before anything is looked at, on every path: a request of another site that may be lent our cookie. */
export function refuseBeforeLooking(
  { secretCookie, trustsProxies }: Engine,
  facts: RequestFacts,
  method: string = facts.method,
): Refusal | undefined {
  if (secretCookie === undefined) return undefined
  if (!secretCookie.secure && !isOnThisMachine(facts, trustsProxies)) {
    return refused(
      'cookie.insecure-remote',
      'Leave `secure: false` out of the session options; a proxy on this machine is named in `trustedProxies`',
    )
  }
  // A page of another site cannot set a token without a preflight, so nothing is lent; beside a cookie it may be.
  if (facts.cookies === undefined && TOKEN.test(headerValue(facts, 'authorization') ?? '')) return undefined
  if (!isCrossSite(facts, secretCookie.trustedOrigins, method)) return undefined
  return refused(
    'cross-site',
    "Name origins of your own in the session options, { trustedOrigins: ['https://admin.example.com'] }, and the proxy that ends TLS in `trustedProxies`",
  )
}

/** Not Basic, Digest or Negotiate: these a browser sends by itself, as it does a cookie. */
const TOKEN = /^(bearer|dpop) /i
const HERE = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i

/** By the connection, by the address that the client used, and through no proxy that nobody named: one may carry anybody. */
function isOnThisMachine(facts: RequestFacts, trustsProxies: boolean): boolean {
  const forwarded = facts.single('x-forwarded-for').kind !== 'absent' || facts.single('forwarded').kind !== 'absent'
  return facts.peer.loopback && (trustsProxies || !forwarded) && HERE.test(facts.origin ?? 'http://localhost')
}

function refused(code: string, mend: string): Refusal {
  return problemRefusal(403, code, titleOf(code, 403), { mend })
}
