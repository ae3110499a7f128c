import type { NewChange } from '../changes/change.ts'
import type { ChangeLog } from '../changes/change-log.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { MaybePromise } from '../ready.ts'
import { storedKey } from '../subject.ts'

const RETRY_MS = 1_000
const MAX_PENDING = 10_000

/**
 * Ends and narrowings that the store could not take yet. They hold in this process from the moment they were decided, and
 * are written as soon as the store takes them. At the bound a whole tenant ends rather than one end being forgotten; a
 * narrowing is not held then, and its request was a 503.
 */
export class LocalChanges {
  readonly #log: ChangeLog
  readonly #clock: Clock
  readonly #events: Events
  readonly #pending = new Map<string, { change: NewChange; write: () => MaybePromise<unknown> }>()
  #waiting: (() => void) | undefined

  constructor(log: ChangeLog, clock: Clock, events: Events) {
    this.#log = log
    this.#clock = clock
    this.#events = events
  }

  /** Holds the end here, and tries again later. */
  hold(change: NewChange, tenantTarget: string, write: () => MaybePromise<unknown>): void {
    const full = this.#pending.size >= MAX_PENDING
    this.#merge(full ? { ...change, target: tenantTarget } : change)
    if (!full) this.#pending.set(storedKey(change.target, change.kind), { change, write })
    this.#later()
  }

  /** Holds a cause here until it is written where it belongs. */
  holdNarrowing(change: NewChange, write: () => MaybePromise<unknown>): void {
    if (this.#pending.size >= MAX_PENDING) return
    this.#merge(change)
    this.#pending.set(storedKey(change.target, change.kind), { change, write })
    this.#later()
  }

  stop(): void {
    this.#waiting?.()
    this.#waiting = undefined
  }

  #merge(change: NewChange): void {
    const now = this.#clock.now()
    this.#log.merge({ ...change, position: Math.max(this.#log.position + 1, now), at: now })
  }

  #later(): void {
    this.#waiting ??= this.#clock.after(RETRY_MS, () => {
      this.#waiting = undefined
      void this.#retry()
    })
  }

  async #retry(): Promise<void> {
    for (const [key, { change, write }] of this.#pending) {
      try {
        await write()
        this.#pending.delete(key)
        // A cause is in the record now, or in the log under a later position; only there is it lifted.
        if (change.kind !== 'end') this.#merge({ ...change, keptUntil: 0 })
      } catch (error) {
        this.#events.emit('fault', { source: 'store', error })
        break
      }
    }
    if (this.#pending.size > 0) this.#later()
  }
}
