import { isPromise, type MaybePromise, MisuseError } from '@retrust/core'

/**
 * Reads a login from a property that a session library puts on the request. Where nobody has put it there, `retrust` was
 * mounted before that library: each request would be judged as nobody's, so looking at the property is an error that says
 * which line to move. A reader that looks elsewhere is left alone.
 *
 * @throws {MisuseError} (or rejects with it) when the property was looked at and is not there.
 * @example
 * ```ts
 * import { readInOrder } from '@retrust/adapter-kit'
 *
 * const login = readInOrder({ session: { user: 'alice' } }, 'session', (req) => req.session.user, 'Move retrust down')
 * ```
 */
export function readInOrder<Exchange extends object, T>(
  exchange: Exchange,
  property: string,
  read: (exchange: Exchange) => MaybePromise<T>,
  mend: string,
): MaybePromise<T> {
  if (Reflect.get(exchange, property) !== undefined) return read(exchange)
  const own = Object.getOwnPropertyDescriptor(exchange, property)
  let looked = false
  Object.defineProperty(exchange, property, {
    configurable: true,
    get() {
      looked = true
      return undefined
    },
    set(value) {
      putBack()
      Reflect.set(exchange, property, value)
    },
  })
  const putBack = (): void => {
    if (own === undefined) Reflect.deleteProperty(exchange, property)
    else Object.defineProperty(exchange, property, own)
  }
  const settle = (): void => {
    putBack()
    if (looked)
      throw new MisuseError(`retrust was mounted before the session library: there is no "${property}" yet`, mend)
  }
  try {
    const answer = read(exchange)
    if (isPromise(answer)) return Promise.resolve(answer).finally(settle)
    settle()
    return answer
  } catch (error) {
    settle()
    throw error
  }
}
