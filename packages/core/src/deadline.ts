import type { Clock } from './clock.ts'
import { StoreUnavailableError } from './errors.ts'
import { isPromise, type MaybePromise } from './ready.ts'

/** The value within the time, or `late()` thrown. A value that is here already costs no timer. */
export function within<T>(clock: Clock, ms: number, value: MaybePromise<T>, late: () => unknown): MaybePromise<T> {
  if (!isPromise(value)) return value
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(late()))
    value.then(
      (settled) => {
        cancel()
        resolve(settled)
      },
      (error: unknown) => {
        cancel()
        reject(error)
      },
    )
  })
}

/** A store's answer within the time; a store that does not answer in time, or fails in a way of its own, could not be asked. */
export function withDeadline<T>(clock: Clock, ms: number, operation: string, answer: MaybePromise<T>): MaybePromise<T> {
  if (!isPromise(answer)) return answer
  const unavailable = (error: unknown) =>
    error instanceof StoreUnavailableError ? error : new StoreUnavailableError(operation, error)
  return Promise.resolve(within(clock, ms, answer, () => new Error(`no answer within ${ms} ms`))).catch((error) => {
    throw unavailable(error)
  })
}
