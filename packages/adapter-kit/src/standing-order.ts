import { MisuseError } from '@retrust/core'

/** A middleware in an application's list, as far as its name tells what it is. */
export interface Standing {
  readonly name: string
}

/** Lists that were looked through, by the application, with their length then. */
export type KnownOrders = WeakMap<object, number>

/**
 * Some session libraries hand out an empty session before they have read the real one, so that a look at it tells nothing of
 * the order. Their middleware is known by name: where one stands below `retrust` in the application's own list, that is an
 * error which says which line to move.
 *
 * @throws {MisuseError} where one of `libraries` stands below `ours`.
 * @example
 * ```ts
 * import { assertStandsBelow } from '@retrust/adapter-kit'
 *
 * const app = { middleware: [{ name: 'session' }, { name: 'retrustMiddleware' }] }
 * assertStandsBelow(new WeakMap(), app, app.middleware, 'retrustMiddleware', ['session'], 'Move retrust down')
 * ```
 */
export function assertStandsBelow(
  known: KnownOrders,
  app: object | undefined,
  list: readonly Standing[] | undefined,
  ours: string,
  libraries: readonly string[],
  mend: string,
): void {
  if (app === undefined || list === undefined || known.get(app) === list.length) return
  const first = list.findIndex((one) => one.name === ours)
  const library = list.find((one, i) => first >= 0 && i > first && libraries.includes(one.name))
  if (library !== undefined)
    throw new MisuseError(`retrust was mounted before the session library ("${library.name}")`, mend)
  known.set(app, list.length)
}
