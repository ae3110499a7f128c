import { withDeadline } from '../deadline.ts'
import type { Engine } from '../engine.ts'
import { StoreUnavailableError } from '../errors.ts'
import { orElse, whenReady } from '../ready.ts'
import { isNews } from '../store/is-change.ts'

const RETRY_MS = 1_000

/** The state of following a store's change log. `notReady` says why nobody with a credential is answered yet. */
export interface Following {
  readonly notReady: string | undefined
  stop(): void
}

/**
 * Subscribes, then loads: what arrives in between is not lost. Ready once the whole log is held here. News that nobody can
 * read may have been an end: the log is not whole until it was loaded once more.
 */
export function followChanges(
  engine: Pick<Engine, 'store' | 'log' | 'clock' | 'events' | 'storeTimeoutMs'>,
): Following {
  const { store, log, clock, events, storeTimeoutMs } = engine
  let notReady: string | undefined = 'the change log is not loaded yet'
  let cancel: (() => void) | undefined
  let loading = false
  let missed = false
  let stopped = false
  const fault = (error: unknown): void => events.emit('fault', { source: 'changes', error })
  const unsubscribe = store.changes.subscribe((news) => {
    if (isNews(news)) {
      log.take(news)
      return
    }
    if (stopped) return
    fault(new StoreUnavailableError('changes.subscribe', new Error('the store told something that is no news')))
    notReady = 'the change log has a gap'
    missed = true
    if (!loading && cancel === undefined) load()
  })

  function load(): void {
    cancel = undefined
    loading = true
    missed = false
    void orElse<void, void>(
      () =>
        whenReady(
          withDeadline(clock, storeTimeoutMs, 'changes.since', () => store.changes.since(0)),
          ({ changes }) => {
            for (const change of changes) log.merge(change)
            loaded()
          },
        ),
      (error) => {
        fault(error)
        missed = true
        loaded()
      },
    )
  }

  /** What was missed while it was loading may not be in it. */
  function loaded(): void {
    loading = false
    if (stopped) return
    if (missed) cancel = clock.after(RETRY_MS, load)
    else notReady = undefined
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
