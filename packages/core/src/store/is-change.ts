import type { Change } from '../changes/change.ts'
import { isLevel } from '../decision/outcome.ts'
import { isNarrowing } from './is-session-record.ts'
import type { ChangeNews } from './store.ts'
import { isCount, isMaybe, isNumber, isObject, isText, type Unchecked } from './value-checks.ts'

/** Whether this is a change that a log can hold: with its target, its position, and until when it is kept. */
export function isChange(value: unknown): value is Change {
  if (!isObject(value)) return false
  const change: Unchecked<Change> = value
  return (
    isText(change.target) &&
    isText(change.tenant) &&
    isKindWithValue(change) &&
    isMaybe(change.rank, isNumber) &&
    isMaybe(change.level, isLevel) &&
    isMaybe(change.lifts, isText) &&
    isMaybe(change.reason, isText) &&
    isMaybe(change.by, isText) &&
    isNumber(change.keptUntil) &&
    isCount(change.position) &&
    isNumber(change.at)
  )
}

/** News that nobody can read was a change, perhaps: whoever gets it no longer holds the whole log. */
export function isNews(value: unknown): value is ChangeNews {
  if (!isObject(value) || !isCount(value.arrival)) return false
  return value.kind === 'change' ? isChange(value.change) : value.kind === 'heartbeat' && isText(value.identity)
}

function isKindWithValue({ kind, rank, value }: Unchecked<Change>): boolean {
  if (!isText(kind)) return false
  if (kind === 'end') return true
  // Compared with authentications by its instant: without one it would end nothing.
  if (kind === 'before') return isNumber(rank)
  return kind.startsWith('narrowing:') ? isNarrowing(value) : kind.startsWith('signal:')
}
