import { type Clock, type MaybePromise, orElse, type Store, whenReady } from '@retrust/core'
import { type Call, isWrite } from './call.ts'

interface Written {
  readonly call: Call
  readonly at: number
}

/**
 * Every write that a store took, so that the same can be written into an empty one, with some of it left out. What is done
 * again happens at its old time, where the store tells the time by the clock that it is started with.
 */
export class Journal {
  readonly #open: () => Store
  #written: Written[] = []
  #clock: Clock | undefined

  constructor(open: () => Store) {
    this.#open = open
  }

  start(clock: Clock): void {
    this.#clock ??= clock
  }

  get clock(): Clock | undefined {
    return this.#clock
  }

  /** Does a call on a store, and remembers it where it writes. A write that fails left nothing. */
  run(store: Store, call: Call): MaybePromise<unknown> {
    if (!isWrite(call)) return run(store, call)
    const entry: Written = { call, at: this.#clock?.now() ?? 0 }
    this.#written.push(entry)
    return orElse(
      () => run(store, call),
      (error) => {
        this.#written = this.#written.filter((one) => one !== entry)
        throw error
      },
    )
  }

  /** What a store would answer to a call that it then never does. */
  pretend(call: Call): MaybePromise<unknown> {
    return whenReady(this.#replay(this.#written), (copy) =>
      whenReady(run(copy, call), (answer) => whenReady(copy.close(), () => answer)),
    )
  }

  /** An empty store with all of it written again, but what is lost. */
  replayWithout(lost: (call: Call) => boolean): MaybePromise<Store> {
    this.#written = this.#written.filter(({ call }) => !lost(call))
    return this.#replay(this.#written)
  }

  #replay(written: readonly Written[]): MaybePromise<Store> {
    const store = this.#open()
    let at: number | undefined
    const clock = this.#clock
    if (clock !== undefined) store.start({ now: () => at ?? clock.now(), after: (ms, go) => clock.after(ms, go) })
    const done = written.reduce<MaybePromise<unknown>>(
      (before, one) =>
        whenReady(before, () => {
          at = one.at
          return run(store, one.call)
        }),
      undefined,
    )
    return whenReady(done, () => {
      at = undefined
      return store
    })
  }
}

function run(store: Store, { operation, given }: Call): MaybePromise<unknown> {
  const [part, name] = operation.split('.') as ['sessions', 'read']
  return (store[part][name] as (...given: readonly unknown[]) => MaybePromise<unknown>).call(store[part], ...given)
}
