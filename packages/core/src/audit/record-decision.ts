import type { Clock } from '../clock.ts'
import { within } from '../deadline.ts'
import type { Events } from '../events.ts'
import { isPromise, type MaybePromise, orElse, whenReady } from '../ready.ts'
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
  readonly #clock: Clock
  readonly #timeoutMs: number
  #waiting: AuditRecord[] = []
  #writing = false

  constructor(
    sink: AuditSink | undefined,
    mode: 'continue' | 'required',
    { events, clock, hookTimeoutMs }: { events: Events; clock: Clock; hookTimeoutMs: number },
  ) {
    this.#sink = sink
    this.required = mode === 'required'
    this.#events = events
    this.#clock = clock
    this.#timeoutMs = hookTimeoutMs
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
        () => whenReady(this.#hand(sink, record), () => true),
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
          const handed = this.#hand(sink, record)
          // A sink that takes records at once gets them in one go.
          if (isPromise(handed)) await handed
        } catch (error) {
          this.#failed(error)
        }
      }
    }
    this.#writing = false
  }

  /** Within its time: a sink that never answers would hold up every record after. */
  #hand(sink: AuditSink, record: AuditRecord): MaybePromise<void> {
    return within(this.#clock, this.#timeoutMs, sink(record), late)
  }

  #failed(error: unknown): false {
    this.#events.emit('fault', { source: 'audit', error })
    return false
  }
}

const late = (): Error => new Error('the audit sink did not answer in time')
