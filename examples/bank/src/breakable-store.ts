import { memoryStore, type Store, StoreUnavailableError } from '@retrust/core'

/** A memory store with a switch, for the scene in which the store is gone for ten seconds. */
export interface BreakableStore extends Store {
  gone: boolean
}

export function breakableStore(): BreakableStore {
  const store = memoryStore()
  const breakable = <Part extends object>(name: string, part: Part): Part =>
    new Proxy(part, {
      get: (_, verb) => {
        const operation = Reflect.get(part, verb, part)
        if (typeof operation !== 'function') return operation
        return (...given: unknown[]) => {
          if (switched.gone) throw new StoreUnavailableError(`${name}.${String(verb)}`)
          return operation.apply(part, given)
        }
      },
    })
  const switched: BreakableStore = {
    name: 'memory, with a switch',
    shared: false,
    gone: false,
    start: (clock) => store.start(clock),
    close: () => store.close(),
    sessions: breakable('sessions', store.sessions),
    changes: breakable('changes', store.changes),
    records: breakable('records', store.records),
  }
  return switched
}
