import type { Signal, SignalReach, Signals } from './signal.ts'
import { UNKNOWN } from './signal.ts'

/** A snapshot under construction and under watch. */
export interface WatchedSignals {
  readonly signals: Signals
  /** Starts to watch anew. */
  forget(): void
  /** The names read since. */
  names(): readonly string[]
  /** Whether one of them is not known. */
  readUnknown(): boolean
  set(name: string, signal: Signal): void
}

/** Makes snapshots that know every signal name of the engine: one accessor a name, made once. */
export class SignalNames {
  readonly names: readonly string[]
  readonly #reach: ReadonlyMap<string, SignalReach>
  readonly #make: () => WatchedSignals

  constructor(names: readonly string[], reach: ReadonlyMap<string, SignalReach>) {
    this.names = names
    this.#reach = reach
    this.#make = snapshotMaker(names)
  }

  snapshot(): WatchedSignals {
    return this.#make()
  }

  /** The narrowest reach among signals. A report about a subject speaks for the subject. */
  narrowest(names: readonly string[]): SignalReach {
    let narrowest: SignalReach = 'subject'
    for (const name of names) {
      const reach = this.#reach.get(name) ?? 'subject'
      if (reach === 'request') return 'request'
      if (reach === 'session') narrowest = 'session'
    }
    return narrowest
  }
}

function snapshotMaker(names: readonly string[]): () => WatchedSignals {
  const index = new Map(names.map((name, i) => [name, i]))
  class Snapshot implements WatchedSignals {
    readonly values: Signal[] = []
    readonly read: boolean[] = []
    readonly signals: Signals
    constructor() {
      this.signals = new View(this) as unknown as Signals
    }
    forget(): void {
      this.read.length = 0
    }
    names(): readonly string[] {
      return this.read.length === 0 ? NONE : names.filter((_, i) => this.read[i])
    }
    readUnknown(): boolean {
      return this.read.some((was, i) => was && (this.values[i] ?? UNKNOWN).state !== 'known')
    }
    set(name: string, signal: Signal): void {
      this.values[index.get(name) as number] = signal
    }
  }
  class View {
    // Not `#snapshot`: the accessors below are defined outside of the class body.
    declare private readonly snapshot: Snapshot
    constructor(snapshot: Snapshot) {
      Object.defineProperty(this, 'snapshot', { value: snapshot, enumerable: false })
    }
  }
  names.forEach((name, i) => {
    Object.defineProperty(View.prototype, name, {
      enumerable: true,
      get(this: { snapshot: Snapshot }): Signal {
        this.snapshot.read[i] = true
        return this.snapshot.values[i] ?? UNKNOWN
      },
    })
  })
  return () => new Snapshot()
}

const NONE: readonly string[] = []
