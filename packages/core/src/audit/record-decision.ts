import type { Events } from '../events.ts'
import { isPromise, type MaybePromise, orElse } from '../ready.ts'
import type { AuditRecord } from './audit-record.ts'

/** Where audit records go. May answer a promise; an error in it is told to `trust.on('fault')`. */
export type AuditSink = (record: AuditRecord) => MaybePromise<void>

/** Records that wait while a sink is slow. At the bound new ones are dropped, and that is told. */
const MAX_WAITING = 10_000

/** Stage 9: one record a judgement, queued before the answer; where audit is required, written before it. */
export class Audit {
  readonly #sink: AuditSink | undefined
  readonly required: boolean
  readonly #events: Events
  #waiting: AuditRecord[] = []
  #writing = false

  constructor(sink: AuditSink | undefined, mode: 'continue' | 'required', events: Events) {
    this.#sink = sink
    this.required = mode === 'required'
    this.#events = events
  }

  /** Whether anybody listens: without, no record is made. */
  get wanted(): boolean {
    return this.#sink !== undefined || this.#events.has('decision')
  }

  /** Queues a record, or writes it where audit is required: false means that it could not be written. */
  record(record: AuditRecord): MaybePromise<boolean> {
    this.#events.emit('decision', record)
    const sink = this.#sink
    if (sink === undefined) return !this.required
    if (this.required) {
      return orElse<boolean, boolean>(
        () => {
          const written = sink(record)
          return isPromise(written) ? written.then(() => true) : true
        },
        (error) => this.#failed(error),
      )
    }
    if (this.#waiting.length >= MAX_WAITING) {
      this.#failed(new Error(`more than ${MAX_WAITING} records wait for the sink; one was dropped`))
      return true
    }
    this.#waiting.push(record)
    if (!this.#writing) {
      this.#writing = true
      void Promise.resolve().then(() => this.#write(sink))
    }
    return true
  }

  async #write(sink: AuditSink): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      for (const record of batch) {
        try {
          const written = sink(record)
          if (isPromise(written)) await written
        } catch (error) {
          this.#failed(error)
        }
      }
    }
    this.#writing = false
  }

  #failed(error: unknown): false {
    this.#events.emit('fault', { source: 'audit', error })
    return false
  }
}
