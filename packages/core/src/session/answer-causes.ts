import type { AcrOrder } from '../decision/acr-order.ts'
import { type AnsweredCause, type Narrowing, sameCause } from '../decision/causes.ts'
import type { OpenCause } from '../decision/decision.ts'
import type { Authentication } from './authentication.ts'
import { type SessionRecord, withLast } from './session-record.ts'

const MAX_ANSWERED = 32

/** What a proof leaves answered, and the stored causes that are left. */
export interface Answers {
  readonly answered: readonly AnsweredCause[]
  readonly narrowings: readonly Narrowing[]
}

/** A proof answers the causes that its judgement found open: those whose `lifts` its acr reaches, in their bands. */
export function answerCauses(
  { standing, narrowings, expiresAt }: SessionRecord,
  open: readonly OpenCause[],
  proof: Authentication,
  now: number,
  order: AcrOrder,
): Answers {
  let answered = standing.answered
  let left = narrowings
  const beganWith = order.known(standing.authentications[0]?.acr ?? '')
  for (const cause of open) {
    if (!order.reaches(proof.acr, cause.lifts)) continue
    const { rule, about, band } = cause
    left = left.filter((one) => !covers(cause, one, beganWith))
    const until = cause.answeredForMs === undefined ? expiresAt : now + cause.answeredForMs
    const known = answered.find((one) => one.acr === proof.acr && one.by === proof.by && sameCause(one, cause))
    const worst = known === undefined || band === 'unknown' ? band : Math.max(known.band as number, band)
    answered = withLast(
      answered.filter((one) => one !== known),
      { rule, about, band: worst, acr: proof.acr, by: proof.by, at: proof.at, until },
      MAX_ANSWERED,
    )
  }
  return { answered, narrowings: left }
}

/** Whether an open cause says all that a stored one says: what answers it lifts that one too. */
function covers(open: OpenCause, stored: Narrowing, beganWith: string): boolean {
  const alike = open.lifts === (stored.lifts ?? beganWith)
  return alike && sameCause(open, stored) && (open.band === 'unknown' || open.band >= (stored.band as number))
}
