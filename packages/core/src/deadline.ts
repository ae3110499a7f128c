import type { Clock } from './clock.ts'
import { StoreUnavailableError } from './errors.ts'
import { isPromise, type MaybePromise, orElse } from './ready.ts'

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

/** A store's answer within the time; one that is late, or fails in a way of its own, at once or later, could not be asked. */
export function withDeadline<T>(
  clock: Clock,
  ms: number,
  operation: string,
  ask: () => MaybePromise<T>,
): MaybePromise<T> {
  return orElse<T, T>(
    () => within(clock, ms, ask(), () => new Error(`no answer within ${ms} ms`)),
    (error) => {
      throw error instanceof StoreUnavailableError ? error : new StoreUnavailableError(operation, error)
    },
  )
}
