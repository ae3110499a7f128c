import type { Pages } from '../context/action.ts'
import { isNavigation } from '../context/action.ts'
import type { RequestFacts } from '../context/request-facts.ts'
import type { Decision } from '../decision/decision.ts'
import type { ResolvedDemand } from '../decision/meet-demand.ts'
import { redirectTarget } from './redirect.ts'
import type { Refusal } from './refusal.ts'
import { titleOf } from './titles.ts'
import { type Challenge, wwwAuthenticate } from './www-authenticate.ts'

/** What a refusal is made of. */
export interface RefusalInput {
  readonly decision: Decision
  readonly facts: RequestFacts
  readonly pages: Pages
  readonly scheme: 'Bearer' | 'DPoP' | undefined
  readonly demand: ResolvedDemand | undefined
}

// A refusal is one caller's, in the form that this caller asked for. `vary` is for caches that keep it all the same.
export const NOT_FOR_OTHERS = {
  'cache-control': 'no-store',
  vary: 'accept, authorization, cookie, sec-fetch-dest, sec-fetch-mode',
}

/** What a refused caller is sent: a redirect for a person's navigation where a page helps, else problem details. */
export function refusalOf(input: RefusalInput): Refusal {
  const { decision, facts, pages, demand } = input
  const code = decision.reasons[0]?.code ?? 'denied'
  const status = statusOf(decision, code)
  if (status === 401 && isNavigation(facts)) {
    const target = redirectTarget(decision.outcome === 'step-up' ? pages.stepUp : pages.login, facts, decision.need)
    if (target !== undefined) return { status: 303, code, headers: { location: target, ...NOT_FOR_OTHERS }, body: '' }
  }
  const need = decision.need
  return problemRefusal(status, code, titleOf(code, status, decision.outcome), {
    detail: decision.outcome === 'step-up' ? 'Prove again who you are, then repeat the request.' : undefined,
    reasons: [...new Set(decision.reasons.filter((one) => one.outcome !== 'allow').map((one) => one.code))],
    level: decision.outcome === 'deny' || decision.outcome === 'step-up' ? decision.level : undefined,
    acr_values: need?.acr,
    max_age: need?.maxAgeMs === undefined ? undefined : Math.floor(need.maxAgeMs / 1000),
    action: need?.action,
    object: need?.object,
    step_up: decision.outcome === 'step-up' ? pages.stepUp : undefined,
    login: status === 401 && decision.outcome !== 'step-up' ? pages.login : undefined,
    headers: {
      ...(status === 401 || code === 'demand.scopes'
        ? { 'www-authenticate': wwwAuthenticate(challengeOf(input, code)) }
        : {}),
      ...(status === 503 ? { 'retry-after': '1' } : {}),
    },
    scope: code === 'demand.scopes' ? demand?.scopes?.join(' ') : undefined,
  })
}

/**
 * A refusal as problem details (RFC 9457). For adapters and packages that refuse by themselves.
 *
 * @example
 * ```ts
 * import { problemRefusal, TrustRefusal } from '@retrust/core'
 *
 * throw new TrustRefusal(problemRefusal(403, 'quota.spent', 'The quota of this key is spent'))
 * ```
 */
export function problemRefusal(
  status: number,
  code: string,
  title: string,
  extra: { readonly headers?: Readonly<Record<string, string>> | undefined; readonly [member: string]: unknown } = {},
): Refusal {
  const { headers, ...members } = extra
  return {
    status,
    code,
    headers: { 'content-type': 'application/problem+json', ...NOT_FOR_OTHERS, ...headers },
    body: JSON.stringify({ type: `urn:retrust:problem:${code}`, title, status, code, ...members }),
  }
}

/** What ended asks for a new authentication (RFC 9470: max_age=0): whatever was proved was proved before the end. */
export function endedRefusal(scheme: 'Bearer' | 'DPoP'): Refusal {
  const code = 'session.ended'
  const headers = { 'www-authenticate': wwwAuthenticate({ scheme, error: 'invalid_token', maxAgeMs: 0 }) }
  return problemRefusal(401, code, titleOf(code, 401), { max_age: 0, headers })
}

function statusOf(decision: Decision, code: string): number {
  if (decision.unavailable) return 503
  if (decision.outcome === 'step-up' || decision.outcome === 'terminate') return 401
  if (code === 'credential.ambiguous' || code === 'credential.several') return 400
  return /^(session|credential|secret)\.|^preflight$/.test(code) ? 401 : 403
}

function challengeOf({ decision, scheme = 'Bearer', demand }: RefusalInput, code: string): Challenge {
  if (decision.outcome === 'step-up') {
    return {
      scheme,
      error: 'insufficient_user_authentication',
      description: titleOf(code, 401, decision.outcome),
      acrValues: decision.need?.acr,
      maxAgeMs: decision.need?.maxAgeMs,
    }
  }
  if (code === 'demand.scopes') return { scheme, error: 'insufficient_scope', scope: demand?.scopes }
  // RFC 6750 section 3.1: a request without any credential gets a bare challenge.
  if (code === 'credential.absent') return { scheme }
  // What ended by a revocation can only be answered by a new authentication (RFC 9470: max_age=0).
  return {
    scheme,
    error: 'invalid_token',
    description: titleOf(code, 401, decision.outcome),
    maxAgeMs: code === 'session.ended' || code === 'session.too-soon' ? 0 : undefined,
  }
}
