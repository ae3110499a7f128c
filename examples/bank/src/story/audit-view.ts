import type { AuditRecord } from '@retrust/core'
import type { Answer } from '../client/exchange.ts'
import { asksForPassword } from '../client/sign-in.ts'
import type { Seen } from './row.ts'

/** How a request came out: what the caller got, and what the audit holds of it. Where the two disagree, both are shown. */
export function seenIn(answer: Answer, records: readonly AuditRecord[]): Seen {
  const { status, took } = answer
  if (asksForPassword(answer)) {
    // A navigation that is refused goes on to the login page, which is there for everybody: the refusal is what counts.
    const refused = records.find((record) => record.status !== undefined)
    return { status: 0, outcome: 'asked for a password', reason: codesOf(refused).join(', '), took }
  }
  const decided = records.at(-1)
  const weighed = codesOf(decided)
  const told = problemCode(answer)
  const reasons = told === undefined || told === weighed[0] ? weighed : [...weighed, `caller was told: ${told}`]
  return { status, outcome: outcomeOf(answer, decided), reason: reasons.join(', '), took }
}

/** What decided. A reason with the outcome `allow` is an observation and is left out. */
function codesOf(decided: AuditRecord | undefined): string[] {
  const weighed = decided?.reasons.filter(({ outcome }) => outcome !== 'allow') ?? []
  const codes = [...new Set(weighed.map(({ code }) => code))]
  // Logging in, proving and logging out stay open: there a low level refuses nothing.
  const refusing = weighed.some(({ outcome }) => outcome === 'step-up' || outcome === 'deny')
  const lifted = decided?.essential && decided.status === undefined && refusing
  return lifted ? [...codes.filter((code) => code !== 'level.insufficient'), 'refusal lifted'] : codes
}

function outcomeOf({ status, headers }: Answer, decided: AuditRecord | undefined): string {
  if (status === 503) return 'unavailable'
  if (decided === undefined) return 'unjudged'
  // RFC 9470: a program learns from the challenge what to prove.
  return asksForProof({ headers }) === (decided.outcome === 'step-up')
    ? decided.outcome
    : `${decided.outcome}, wrong challenge`
}

/** The challenge of RFC 9470. */
export const asksForProof = ({ headers }: Pick<Answer, 'headers'>): boolean =>
  headers['www-authenticate']?.includes('insufficient_user_authentication') ?? false

/** A refused program is sent a problem document (RFC 9457). */
function problemCode({ headers, body }: Answer): string | undefined {
  if (!headers['content-type']?.startsWith('application/problem+json')) return undefined
  return (JSON.parse(body) as { code?: string }).code ?? 'nothing'
}
