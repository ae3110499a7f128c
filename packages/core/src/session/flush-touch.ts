import type { Action } from '../context/action.ts'
import { withDeadline } from '../deadline.ts'
import type { Decision } from '../decision/decision.ts'
import type { Engine } from '../engine.ts'
import type { Observation } from '../observe-request.ts'
import { orElse } from '../ready.ts'
import type { Touch } from '../store/store.ts'
import { secretCookieOf } from './new-secret.ts'
import type { SessionRecord } from './session-record.ts'
import { updateBaseline } from './update-baseline.ts'

/**
 * Writes what an allowed request leaves behind: its activity, at most every tenth of the idle time, and the baseline where
 * it moved. Nobody waits for it; a failure shortens a session at worst, and is told.
 */
export function flushTouch(
  engine: Engine,
  { context, loaded, signals }: Observation,
  decision: Decision | undefined,
  action: Action,
): void {
  if (loaded.kind !== 'live' || loaded.lastKnown) return
  const { record } = loaded
  const previousUntil = loaded.beginsOverlap ? loaded.storeNow + secretCookieOf(loaded.credential).overlapMs : undefined
  // A refused request is no activity, but it does show that the client has the new secret.
  if (decision?.outcome !== 'allow' && decision?.outcome !== 'downgrade') {
    if (previousUntil !== undefined) write(engine, record, { at: record.lastSeenAt, previousUntil })
    return
  }
  // Only what nothing was held against becomes usual: else a thief who may still read makes his device the known one.
  const baseline =
    loaded.presenter.state === 'admitted' && decision.reasons.every((one) => one.outcome === 'allow')
      ? updateBaseline(record.baseline, context, action, signals.signals, engine.placeSignal)
      : record.baseline
  const due = Math.abs(loaded.storeNow - record.lastSeenAt) >= record.idleMs / 10
  if (!due && baseline === record.baseline && previousUntil === undefined) return
  write(engine, record, {
    at: loaded.storeNow,
    baseline: baseline === record.baseline ? undefined : baseline,
    previousUntil,
  })
}

function write(engine: Engine, { key }: SessionRecord, touch: Touch): void {
  void orElse(
    () =>
      withDeadline(engine.clock, engine.storeTimeoutMs, 'sessions.touch', () =>
        engine.store.sessions.touch(key, touch),
      ),
    (error) => engine.events.emit('fault', { source: 'store', error }),
  )
}
