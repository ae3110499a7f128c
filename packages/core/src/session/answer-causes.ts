import type { AcrOrder } from '../decision/acr-order.ts'
import { type AnsweredCause, type Narrowing, sameCause } from '../decision/causes.ts'
import type { OpenCause } from '../decision/decision.ts'
import { withLast } from './session-record.ts'

const MAX_ANSWERED = 32

/** The causes that a proof of this acr answers: of those that its judgement found open, the ones whose `lifts` it reaches. */
export function answerCauses(
  answered: readonly AnsweredCause[],
  open: readonly OpenCause[],
  acr: string,
  at: number,
  now: number,
  expiresAt: number,
  order: AcrOrder,
): readonly AnsweredCause[] {
  let list = answered
  for (const cause of open) {
    if (cause.lifts !== undefined && !order.reaches(acr, cause.lifts)) continue
    const known = list.find((one) => sameCause(one, cause))
    const band =
      known === undefined || cause.band === 'unknown' ? cause.band : Math.max(known.band as number, cause.band)
    const until = cause.answeredForMs === undefined ? expiresAt : now + cause.answeredForMs
    list = withLast(
      list.filter((one) => one !== known),
      { rule: cause.rule, about: cause.about, band, at, until },
      MAX_ANSWERED,
    )
  }
  return list
}

/** The stored causes that are left after an answer. */
export function leftNarrowings(
  narrowings: readonly Narrowing[],
  answered: readonly AnsweredCause[],
): readonly Narrowing[] {
  return narrowings.filter(
    (one) =>
      !answered.some(
        (other) => sameCause(other, one) && (one.band === 'unknown' || (other.band as number) >= one.band),
      ),
  )
}
