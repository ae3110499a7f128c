import { withDeadline } from '../deadline.ts'
import type { Engine } from '../engine.ts'
import { orElse, whenReady } from '../ready.ts'

const RETRY_MS = 1_000

/** The state of following a store's change log. `notReady` says why nobody with a credential is answered yet. */
export interface Following {
  readonly notReady: string | undefined
  stop(): void
}

/** Subscribes, then loads: what arrives in between is not lost. Ready once the whole log is held here. */
export function followChanges(
  engine: Pick<Engine, 'store' | 'log' | 'clock' | 'events' | 'storeTimeoutMs'>,
): Following {
  const { store, log, clock, events, storeTimeoutMs } = engine
  let notReady: string | undefined = 'the change log is not loaded yet'
  let cancel: (() => void) | undefined
  let stopped = false
  const unsubscribe = store.changes.subscribe((news) => log.take(news))

  const load = (): void => {
    const loaded = orElse<void, void>(
      () =>
        whenReady(
          withDeadline(clock, storeTimeoutMs, 'changes.since', () => store.changes.since(0)),
          ({ changes }) => {
            for (const change of changes) log.merge(change)
            notReady = undefined
          },
        ),
      (error) => {
        events.emit('fault', { source: 'changes', error })
        if (!stopped) cancel = clock.after(RETRY_MS, load)
      },
    )
    void loaded
  }
  load()
  return {
    get notReady() {
      return notReady
    },
    stop() {
      stopped = true
      // From now on nothing is heard of revocations.
      notReady = 'the engine is closed'
      cancel?.()
      unsubscribe()
    },
  }
}
