import { MisuseError } from '../errors.ts'
import { didYouMean } from '../nearest-name.ts'
import type { Signal, SignalReach, Signals } from './signal.ts'
import { UNKNOWN } from './signal.ts'

/** A snapshot under construction and under watch. */
export interface WatchedSignals {
  readonly signals: Signals
  /** Starts to watch anew. */
  forget(): void
  /** Whether one of them is not known. */
  readUnknown(): boolean
  /** How widely the narrowest of them speaks; of this request alone where none was read. */
  narrowest(): SignalReach
  /** `reach` where this value speaks for less than its source does: a report about one session. */
  set(name: string, signal: Signal, reach?: SignalReach): void
  /** The same values, for one judgement to add to. */
  copy(): WatchedSignals
}

/** Makes snapshots that know every signal name of the engine: one accessor a name, made once. */
export class SignalNames {
  readonly names: readonly string[]
  readonly #make: () => WatchedSignals

  /** A signal without a reach of its own is only reported, and speaks for the subject unless its report says less. */
  constructor(names: readonly string[], reach: ReadonlyMap<string, SignalReach>) {
    this.names = names
    this.#make = snapshotMaker(
      names,
      names.map((name) => reach.get(name) ?? 'subject'),
    )
  }

  snapshot(): WatchedSignals {
    return this.#make()
  }
}

function snapshotMaker(names: readonly string[], reaches: readonly SignalReach[]): () => WatchedSignals {
  const index = new Map(names.map((name, i) => [name, i]))
  class Snapshot implements WatchedSignals {
    readonly #values: (Signal | undefined)[]
    readonly #narrower: (SignalReach | undefined)[]
    /** In which watch each was read last: to begin a watch is to count one on. */
    readonly #readIn: number[] = []
    #watch = 1
    readonly signals: Signals
    constructor(values: readonly (Signal | undefined)[], narrower: readonly (SignalReach | undefined)[]) {
      this.#values = [...values]
      this.#narrower = [...narrower]
      this.signals = new View(this) as unknown as Signals
    }
    forget(): void {
      this.#watch += 1
    }
    read(i: number): Signal {
      this.#readIn[i] = this.#watch
      return this.#values[i] ?? UNKNOWN
    }
    #wasRead(i: number): boolean {
      return this.#readIn[i] === this.#watch
    }
    readUnknown(): boolean {
      for (let i = 0; i < names.length; i++)
        if (this.#wasRead(i) && (this.#values[i] ?? UNKNOWN).state !== 'known') return true
      return false
    }
    narrowest(): SignalReach {
      const read = reaches.flatMap((reach, i) => (this.#wasRead(i) ? [reach, this.#narrower[i]] : []))
      if (read.length === 0 || read.includes('request')) return 'request'
      return read.includes('session') ? 'session' : 'subject'
    }
    set(name: string, signal: Signal, reach?: SignalReach): void {
      const i = index.get(name) as number
      this.#values[i] = signal
      this.#narrower[i] = reach
    }
    copy(): Snapshot {
      return new Snapshot(this.#values, this.#narrower)
    }
  }
  /** What rules get: an accessor a name, and no field that a rule could take for a signal. */
  class View {
    readonly #snapshot: Snapshot
    constructor(snapshot: Snapshot) {
      this.#snapshot = snapshot
    }
    static {
      names.forEach((name, i) => {
        Object.defineProperty(View.prototype, name, {
          enumerable: true,
          get(this: View): Signal {
            return this.#snapshot.read(i)
          },
        })
      })
      Object.setPrototypeOf(View.prototype, unknownNames(names))
    }
  }
  return () => new Snapshot(NONE, NONE)
}

const NONE: readonly never[] = []

/** What stands behind the known names: a rule that misspells one must not find nothing for ever. Known names never get here. */
function unknownNames(names: readonly string[]): object {
  return new Proxy(Object.prototype, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target || name === 'then' || name === 'toJSON')
        return Reflect.get(target, name)
      throw new MisuseError(`No source gives a signal "${name}", and no rule is told of it`, didYouMean(name, names))
    },
  })
}
