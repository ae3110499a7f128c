/** A value that is here already, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>

/**
 * Goes on with a value as soon as it is here: at once where it is one, later where it is a promise.
 * A judgement whose inputs are all near therefore never waits for a tick, and a framework's `next()` is called in the
 * same turn (an awaited, already settled promise costs 0.3 µs, about as much as ten rules).
 *
 * @example
 * ```ts
 * import { type MaybePromise, whenReady } from '@retrust/core'
 *
 * const lengthOf = (text: MaybePromise<string>): MaybePromise<number> => whenReady(text, (one) => one.length)
 * ```
 */
export function whenReady<T, R>(value: MaybePromise<T>, go: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return isPromise(value) ? value.then(go) : go(value)
}

/**
 * Runs something that may throw now or reject later, and answers what `mend` makes of either.
 *
 * @example
 * ```ts
 * import { type MaybePromise, orElse } from '@retrust/core'
 *
 * const readOrNothing = (read: () => MaybePromise<string>): MaybePromise<string | undefined> => orElse(read, () => undefined)
 * ```
 */
export function orElse<T, R>(
  run: () => MaybePromise<T>,
  mend: (error: unknown) => MaybePromise<R>,
): MaybePromise<T | R> {
  try {
    const value = run()
    return isPromise(value) ? value.catch(mend) : value
  } catch (error) {
    return mend(error)
  }
}

/**
 * Whether a value is a promise, of whatever make.
 *
 * @example
 * ```ts
 * import { isPromise, type MaybePromise } from '@retrust/core'
 *
 * const near = (value: MaybePromise<number>): boolean => !isPromise(value)
 * ```
 */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
