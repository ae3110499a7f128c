import { memoryStore, type Store } from '@retrust/core'

/** A memory store that answers later, so that requests at once really meet. */
export function slowStore(inner: Store = memoryStore()): Store {
  return { ...inner, sessions: slow(inner.sessions), changes: slow(inner.changes) }
}

function slow<T extends object>(target: T): T {
  return new Proxy(target, {
    get(_, name) {
      const method = Reflect.get(target, name) as (...given: unknown[]) => unknown
      if (name === 'subscribe') return method.bind(target)
      return async (...given: unknown[]) => {
        await Promise.resolve()
        const answer = method.apply(target, given)
        await Promise.resolve()
        return answer
      }
    },
  })
}
