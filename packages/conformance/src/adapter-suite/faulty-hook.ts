import { setImmediate as turn } from 'node:timers/promises'

export const ways = ['throws', 'rejects', 'rejects with nothing', 'never settles'] as const
export type Way = (typeof ways)[number]

/** A hook that answers well until it is told to fail. */
export interface FaultyHook {
  /** The hook: what it answers when all is well. A failure has the type of an answer, as a hook in JavaScript would. */
  call<T>(well: () => T): T
  /** From now on it fails in this way. What never settles is given up on when `expire` has moved the clock. */
  fail(way: Way, expire: () => void): void
  /** The next call waits. */
  hold(): { readonly asked: Promise<void>; answer(): void }
  /** How often it failed. */
  readonly failed: number
}

export function faultyHook(): FaultyHook {
  let behave: ((well: () => unknown) => unknown) | undefined
  let failed = 0
  return {
    call: <T>(well: () => T): T => (behave === undefined ? well() : (behave(well) as T)),
    fail(way, expire) {
      behave = () => {
        failed++
        if (way === 'throws') throw new Error('no database')
        if (way === 'rejects') return Promise.reject(new Error('no database'))
        if (way === 'rejects with nothing') return Promise.reject(undefined)
        // Once its caller has set its time-out.
        setImmediate(expire)
        return new Promise(() => undefined)
      }
    },
    hold() {
      let answer: () => void = () => undefined
      const answered = new Promise<void>((resolve) => {
        answer = resolve
      })
      const asked = new Promise<void>((resolve) => {
        behave = (well) => {
          behave = undefined
          resolve()
          return answered.then(well)
        }
      })
      return { asked, answer: () => answer() }
    },
    get failed() {
      return failed
    },
  }
}

/** Lets the process do what it has to do by now: close connections, run what was promised, report what nobody caught. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await turn()
}

/** Hears what nobody caught, until it is stopped. */
export function unhandledRejections(): { stop(): readonly unknown[] } {
  const heard: unknown[] = []
  const listen = (reason: unknown) => void heard.push(reason)
  const listenOnWeb = (event: Event) => {
    event.preventDefault()
    listen((event as Event & { reason?: unknown }).reason)
  }
  const isNode = typeof process === 'object' && typeof process.on === 'function'
  if (isNode) process.on('unhandledRejection', listen)
  else addEventListener('unhandledrejection', listenOnWeb)
  return {
    stop() {
      if (isNode) process.off('unhandledRejection', listen)
      else removeEventListener('unhandledrejection', listenOnWeb)
      return heard
    },
  }
}
