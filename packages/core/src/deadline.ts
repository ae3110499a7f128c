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

/** A store's answer within the time; one that is late, or fails in a way of its own, at once or later, could not be asked. */
export function withDeadline<T>(
  clock: Clock,
  ms: number,
  operation: string,
  ask: () => MaybePromise<T>,
): MaybePromise<T> {
  const failed = (error: unknown): never => {
    throw error instanceof StoreUnavailableError ? error : new StoreUnavailableError(operation, error)
  }
  try {
    const answer = ask()
    if (!isPromise(answer)) return answer
    const late = (): Error => new Error(`no answer within ${ms} ms`)
    return (within(clock, ms, answer, late) as Promise<T>).catch(failed)
  } catch (error) {
    return failed(error)
  }
}
