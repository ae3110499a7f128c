import { isCrossSite } from '../context/cross-site.ts'
import type { RequestFacts } from '../context/request-facts.ts'
import type { Engine } from '../engine.ts'
import { problemRefusal } from '../refusal/problem.ts'
import type { Refusal } from '../refusal/refusal.ts'
import { titleOf } from '../refusal/titles.ts'

/** What is refused before anything is looked at, on every path: a request of another site that may be lent our cookie. */
export function refuseBeforeLooking({ cookie }: Engine, facts: RequestFacts): Refusal | undefined {
  if (cookie === undefined) return undefined
  if (!cookie.secure && !facts.peer.loopback) {
    return refused('cookie.insecure-remote', 'Leave `secure: false` out of cookieSession')
  }
  // A page of another site cannot set this header without a preflight, so it lends nothing; beside a cookie it may.
  if (facts.single('authorization').kind !== 'absent' && facts.cookies === undefined) return undefined
  if (!isCrossSite(facts, cookie.trustedOrigins)) return undefined
  return refused('cross-site', 'Name siblings of your own in `trustedOrigins`')
}

function refused(code: string, mend: string): Refusal {
  return problemRefusal(403, code, titleOf(code, 403), { mend })
}
