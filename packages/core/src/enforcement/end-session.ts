import { type NewChange, targetKey } from '../changes/change.ts'
import { withDeadline } from '../deadline.ts'
import type { Engine } from '../engine.ts'
import { type MaybePromise, orElse, whenReady } from '../ready.ts'
import type { Ending, SessionRecord } from '../session/session-record.ts'

/**
 * Ends a session: its row, and in the change log itself and every form of lineage that its tokens showed, so that nothing
 * of it is adopted again. Answers whether the store has taken it; where not, it holds here at once and is tried again.
 */
export function endSession(
  engine: Engine,
  record: SessionRecord,
  reason: string,
  by: Ending['by'],
): MaybePromise<boolean> {
  const now = engine.clock.now()
  const { tenant } = record.subject
  const keptUntil = Math.max(record.keptUntil, now + engine.maxLifeMs) + engine.leewayMs
  const changes = [
    targetKey.session(tenant, record.handle),
    ...record.lineage.map((form) => targetKey.credential(tenant, form)),
  ].map((target): NewChange => ({ target, tenant, kind: 'end', reason, by, keptUntil }))
  engine.recent.drop(record.key)
  const write = (): MaybePromise<unknown> =>
    whenReady(
      withDeadline(engine.clock, engine.storeTimeoutMs, 'sessions.end', () =>
        engine.store.sessions.end(record.key, { at: now, reason, by }),
      ),
      () => appendAll(engine, changes),
    )
  return orElse<boolean, boolean>(
    () =>
      whenReady(write(), () => {
        engine.events.emit('ended', { handle: record.handle, reason })
        return true
      }),
    (error) => {
      engine.events.emit('fault', { source: 'store', error })
      for (const change of changes) engine.localChanges.hold(change, targetKey.tenant(tenant), write)
      return false
    },
  )
}

function appendAll(engine: Engine, changes: readonly NewChange[]): MaybePromise<unknown> {
  return changes.reduce<MaybePromise<unknown>>(
    (before, change) =>
      whenReady(before, () =>
        withDeadline(engine.clock, engine.storeTimeoutMs, 'changes.append', () => engine.store.changes.append(change)),
      ),
    undefined,
  )
}
