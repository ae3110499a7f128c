import type { AuditRecord } from './audit/audit-record.ts'
import { MisuseError } from './errors.ts'
import { didYouMean } from './nearest-name.ts'

/** What `trust.on` tells, by name. Details are redacted: no cookie, token or address is in them. */
export interface TrustEvents {
  /** A session's standing rose. */
  raised: { readonly handle: string; readonly acr: string; readonly action: string | undefined }
  'raise-failed': { readonly handle: string | undefined; readonly code: string }
  began: { readonly handle: string }
  ended: { readonly handle: string; readonly reason: string }
  /** Something that was to be asked could not be: `source` says what. */
  fault: { readonly source: string; readonly error: unknown }
  /** Every audit record, as the sink gets it. */
  decision: AuditRecord
}

/** The names of events that `trust.on` takes. */
export type EventName = keyof TrustEvents

const EVENTS: readonly EventName[] = ['raised', 'raise-failed', 'began', 'ended', 'fault', 'decision']

/** Tells listeners, each on its own: one that throws stops neither the others nor the request. */
export class Events {
  readonly #said = new Set<string>()
  readonly #listeners = new Map<EventName, Set<(detail: never) => void>>()

  on<E extends EventName>(event: E, listener: (detail: TrustEvents[E]) => void): () => void {
    if (!EVENTS.includes(event)) throw new MisuseError(`There is no event "${event}"`, didYouMean(event, EVENTS))
    const set = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, set)
    set.add(listener)
    return () => set.delete(listener)
  }

  /** A fault of the application's own code that nobody hears of would only be a puzzling 503: it is said, once a source. */
  #sayOnce({ source, error }: TrustEvents['fault']): void {
    const ours =
      error instanceof MisuseError ||
      /^(rule|signal|hook|listener)\.|^(demand|tenant|audit|credential|credential\.end)$/.test(source)
    if (this.#said.has(source) || !ours) return
    this.#said.add(source)
    console.error(`retrust: fault in ${source} (said once; hear of each with trust.on('fault', …))`, error)
  }

  has(event: EventName): boolean {
    return (this.#listeners.get(event)?.size ?? 0) > 0
  }

  emit<E extends EventName>(event: E, detail: TrustEvents[E]): void {
    if (event === 'fault' && !this.has('fault')) this.#sayOnce(detail as TrustEvents['fault'])
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        const answer = (listener as (detail: TrustEvents[E]) => unknown)(detail)
        // An async listener's failure is its own: it must not take the process down.
        if (answer instanceof Promise) answer.catch(() => undefined)
      } catch (error) {
        if (event !== 'fault') this.emit('fault', { source: `listener.${event}`, error })
      }
    }
  }
}
