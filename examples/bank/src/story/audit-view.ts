import type { AuditRecord } from '@retrust/core'
import type { Answer } from '../client/exchange.ts'
import type { Seen } from './row.ts'

/** How a request came out: what the caller got, and (where there was a session to judge) what the audit holds of it. */
export function seenIn(answer: Answer, records: readonly AuditRecord[]): Seen {
  const { status, took } = answer
  const decided = records.at(-1)
  const reasons = problemReasons(answer) ?? decided?.reasons.map(({ code }) => code) ?? []
  const reason = [...new Set(reasons)].join(', ')
  if (status === 503) return { status, outcome: 'unavailable', reason, took }
  return { status, outcome: decided?.outcome ?? 'unjudged', reason, took }
}

/** A refused program is sent a problem document (RFC 9457), with the codes of all that stood against it. */
function problemReasons({ headers, body }: Answer): string[] | undefined {
  if (!headers['content-type']?.startsWith('application/problem+json')) return undefined
  const { code = '', reasons = [code] } = JSON.parse(body) as { code?: string; reasons?: string[] }
  return reasons
}
