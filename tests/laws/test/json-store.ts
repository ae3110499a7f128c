import type { ChangeNews, Store } from '@retrust/core'

/**
 * A store that keeps what another keeps, but answers as one behind a network does: by promises, and with nothing in common
 * with what it was given. All goes through text.
 */
export function jsonStore(inner: Store): Store {
  const part = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const run = (Reflect.get(target, name) as (...given: unknown[]) => unknown).bind(target)
        if (name === 'subscribe')
          return (listener: (news: ChangeNews) => void) => run((news: ChangeNews) => listener(copyOf(news)))
        return async (...given: unknown[]) => copyOf(await run(...given.map(copyOf)))
      },
    })
  return {
    name: 'json',
    shared: inner.shared,
    start: (clock) => inner.start(clock),
    sessions: part(inner.sessions),
    changes: part(inner.changes),
    records: part(inner.records),
    close: () => inner.close(),
  }
}

function copyOf<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T)
}
