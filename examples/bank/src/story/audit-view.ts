import type { AuditRecord } from '@retrust/core'
import type { Answer } from '../client/exchange.ts'
import type { Seen } from './row.ts'

/** How a request came out: what the caller got, and what the audit holds of it. Where the two disagree, both are shown. */
export function seenIn(answer: Answer, records: readonly AuditRecord[]): Seen {
  const { status, took } = answer
  const decided = records.at(-1)
  // A reason with the outcome `allow` is an observation; it decided nothing.
  const weighed = decided?.reasons.filter(({ outcome }) => outcome !== 'allow').map(({ code }) => code) ?? []
  const told = problemCode(answer)
  const reasons = told === undefined || told === weighed[0] ? weighed : [...weighed, `caller was told: ${told}`]
  return { status, outcome: outcomeOf(answer, decided), reason: [...new Set(reasons)].join(', '), took }
}

function outcomeOf({ status, headers }: Answer, decided: AuditRecord | undefined): string {
  if (status === 503) return 'unavailable'
  if (decided === undefined) return 'unjudged'
  // RFC 9470: a program learns from the challenge what to prove.
  const challenged = headers['www-authenticate']?.includes('insufficient_user_authentication') ?? false
  return challenged === (decided.outcome === 'step-up') ? decided.outcome : `${decided.outcome}, wrong challenge`
}

/** A refused program is sent a problem document (RFC 9457). */
function problemCode({ headers, body }: Answer): string | undefined {
  if (!headers['content-type']?.startsWith('application/problem+json')) return undefined
  return (JSON.parse(body) as { code?: string }).code ?? 'nothing'
}
