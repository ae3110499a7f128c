import type { NewChange } from '../changes/change.ts'
import type { ChangeLog } from '../changes/change-log.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { MaybePromise } from '../ready.ts'
import { storedKey } from '../subject.ts'

const RETRY_MS = 1_000
const MAX_PENDING = 10_000

interface Pending {
  readonly write: () => MaybePromise<unknown>
  /** Lets go of what is held here, once it is where it belongs. An end stays: it is one, wherever it is written. */
  readonly written: (() => void) | undefined
}

/**
 * Ends and narrowings that the store could not take yet. They hold in this process from the moment they were decided, and
 * are written as soon as the store takes them. At the bound a whole tenant ends rather than one end being forgotten; a
 * narrowing is not held then, and its request was a 503.
 */
export class LocalChanges {
  readonly #log: ChangeLog
  readonly #clock: Clock
  readonly #events: Events
  readonly #pending = new Map<string, Pending>()
  #waiting: (() => void) | undefined

  constructor(log: ChangeLog, clock: Clock, events: Events) {
    this.#log = log
    this.#clock = clock
    this.#events = events
  }

  /** Holds the end here, and tries again later. */
  hold(change: NewChange, tenantTarget: string, write: () => MaybePromise<unknown>): void {
    const full = this.#pending.size >= MAX_PENDING
    this.#log.hold(full ? { ...change, target: tenantTarget } : change, this.#clock.now())
    if (!full) this.#pending.set(storedKey(change.target, change.kind), { write, written: undefined })
    this.#later()
  }

  /** Holds a cause here until it is written where it belongs. */
  holdNarrowing(change: NewChange, write: () => MaybePromise<unknown>): void {
    if (this.#pending.size >= MAX_PENDING) return
    const release = this.#log.hold(change, this.#clock.now())
    this.#pending.set(storedKey(change.target, change.kind), { write, written: release })
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
    for (const [key, { write, written }] of this.#pending) {
      try {
        await write()
        this.#pending.delete(key)
        written?.()
      } catch (error) {
        this.#events.emit('fault', { source: 'store', error })
        break
      }
    }
    if (this.#pending.size > 0) this.#later()
  }
}
