import { readInOrder } from '@retrust/adapter-kit'
import type { MaybePromise } from '@retrust/core'
import type { Context, Env } from 'hono'

const NAME = 'session'
const MEND =
  'Move app.use(retrust(trust)) below the line that mounts the session library, for instance app.use(useSession())'

/**
 * Reads a login from `c.var.session`. Hono hands out a new object for `c.var` each time, so while the reader runs it gets
 * one that notices who looks.
 *
 * @throws {MisuseError} (or rejects with it) when the variable was looked at and no library has set it.
 */
export function readInHonoOrder<E extends Env, T>(
  c: Context<E>,
  read: (c: Context<E>) => MaybePromise<T>,
): MaybePromise<T> {
  const variables = c.var as Record<string, unknown>
  if (variables[NAME] !== undefined) return read(c)
  const watched = new Proxy(c, {
    get(target, property) {
      if (property === 'var') return variables
      if (property === 'get') return (name: string) => variables[name] ?? target.get(name as never)
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  })
  return readInOrder(variables, NAME, () => read(watched), MEND)
}
