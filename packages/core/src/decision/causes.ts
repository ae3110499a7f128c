import type { AcrOrder } from './acr-order.ts'
import type { Level } from './outcome.ts'

/**
 * Why a rule proposed something: which rule, about what (a network by its keyed hash, say), and how bad. A higher band is
 * worse. A band of `'unknown'` means that the rule could not know: it answers nothing else, and nothing else answers it.
 */
export interface Cause {
  readonly rule: string
  readonly about: string
  readonly band: number | 'unknown'
}

/** A cause that is stored, because its rule holds longer than the request. It lowers until it is proved, or until then. */
export interface Narrowing extends Cause {
  readonly code: string
  readonly level: Level
  /** The acr that lifts it; undefined: at least the one that the session began with. */
  readonly lifts?: string | undefined
  readonly at: number
  readonly until: number
}

/** A stored cause, and how widely it is held. */
export interface HeldNarrowing extends Narrowing {
  readonly holds: 'session' | 'subject'
}

/** A cause that a proof answered. The same or a lower band of it proposes nothing until then. */
export interface AnsweredCause extends Cause {
  /** Of the proof: it answers what asks for no more. */
  readonly acr: string
  /** Whether the proof came with the login, or in mid-session. */
  readonly by: 'begin' | 'raise'
  readonly at: number
  readonly until: number
}

/** What makes two causes the same one, whatever their bands. */
export function sameCause(a: Cause, b: Cause): boolean {
  return a.rule === b.rule && a.about === b.about && (a.band === 'unknown') === (b.band === 'unknown')
}

/** The name of a cause in stored keys. */
export function causeName(cause: Cause): string {
  return `${cause.rule}|${cause.about}`
}

/** Whether a proof strong enough (`lifts`) has answered this cause, in this band or a worse one. */
export function isAnswered(
  cause: Cause,
  lifts: string,
  answered: readonly AnsweredCause[],
  now: number,
  order: AcrOrder,
): boolean {
  return answered.some(
    (one) =>
      one.until > now &&
      sameCause(one, cause) &&
      (cause.band === 'unknown' || (one.band as number) >= cause.band) &&
      order.reaches(one.acr, lifts),
  )
}
