import type { NewChange } from '../changes/change.ts'
import type { ChangeLog } from '../changes/change-log.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { MaybePromise } from '../ready.ts'

const RETRY_MS = 1_000
const MAX_PENDING = 10_000

/**
 * Ends that the store could not take yet. They hold in this process from the moment they were decided, and are written as
 * soon as the store takes them. At the bound a whole tenant ends rather than one end being forgotten.
 */
export class LocalEnds {
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
    const now = this.#clock.now()
    const full = this.#pending.size >= MAX_PENDING
    const held = full ? { ...change, target: tenantTarget } : change
    this.#log.merge({ ...held, position: Math.max(this.#log.position + 1, now), at: now })
    if (!full) this.#pending.set(change.target, { change, write })
    this.#later()
  }

  stop(): void {
    this.#waiting?.()
    this.#waiting = undefined
  }

  #later(): void {
    this.#waiting ??= this.#clock.after(RETRY_MS, () => {
      this.#waiting = undefined
      void this.#retry()
    })
  }

  async #retry(): Promise<void> {
    for (const [target, { write }] of this.#pending) {
      try {
        await write()
        this.#pending.delete(target)
      } catch (error) {
        this.#events.emit('fault', { source: 'store', error })
        break
      }
    }
    if (this.#pending.size > 0) this.#later()
  }
}
