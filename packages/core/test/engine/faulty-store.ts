import { memoryStore, type Store, StoreUnavailableError } from '@retrust/core'

/** How a call fails: at once, later, later in a way of the driver's own, with `undefined`, or by never answering. */
export type Failure = 'throws' | 'rejects' | 'rejects-raw' | 'rejects-undefined' | 'hangs'

export const FAILURES: readonly Failure[] = ['throws', 'rejects', 'rejects-raw', 'rejects-undefined', 'hangs']

/** A memory store, some of whose calls fail. */
export interface FaultyStore extends Store {
  /** The calls so far, by name. */
  readonly calls: string[]
  /** Whether the call of this number, counted from 1, fails, and how. Default: none does. */
  fails: (call: number, name: string) => Failure | undefined
}

/** Wraps every method of the sessions and changes of a memory store. */
export function faultyStore(inner: Store = memoryStore()): FaultyStore {
  const store: FaultyStore = {
    ...inner,
    calls: [],
    fails: () => undefined,
    sessions: wrapped('sessions', inner.sessions),
    changes: wrapped('changes', inner.changes),
  }
  return store

  function wrapped<T extends object>(part: string, target: T): T {
    return new Proxy(target, {
      get(_, name) {
        const method = Reflect.get(target, name) as unknown
        if (typeof method !== 'function') return method
        const run = method.bind(target) as (...given: unknown[]) => unknown
        if (name === 'subscribe') return run
        return (...given: unknown[]) => {
          const called = `${part}.${String(name)}`
          store.calls.push(called)
          const failure = store.fails(store.calls.length, called)
          return failure === undefined ? run(...given) : fail(failure, called)
        }
      },
    })
  }
}

function fail(failure: Failure, operation: string): Promise<never> {
  switch (failure) {
    case 'throws':
      throw new StoreUnavailableError(operation)
    case 'rejects':
      return Promise.reject(new StoreUnavailableError(operation))
    case 'rejects-raw':
      return Promise.reject(new Error('ECONNRESET'))
    case 'rejects-undefined':
      return Promise.reject(undefined)
    case 'hangs':
      return new Promise<never>(() => undefined)
  }
}
