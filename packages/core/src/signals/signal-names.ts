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
    readonly values: Signal[]
    readonly narrower: (SignalReach | undefined)[]
    readonly read: boolean[] = []
    readonly signals: Signals
    constructor(values: readonly Signal[], narrower: readonly (SignalReach | undefined)[]) {
      this.values = [...values]
      this.narrower = [...narrower]
      this.signals = new View(this) as unknown as Signals
    }
    forget(): void {
      this.read.length = 0
    }
    readUnknown(): boolean {
      return this.read.some((was, i) => was && (this.values[i] ?? UNKNOWN).state !== 'known')
    }
    narrowest(): SignalReach {
      const read = reaches.flatMap((reach, i) => (this.read[i] ? [reach, this.narrower[i]] : []))
      if (read.length === 0 || read.includes('request')) return 'request'
      return read.includes('session') ? 'session' : 'subject'
    }
    set(name: string, signal: Signal, reach?: SignalReach): void {
      const i = index.get(name) as number
      this.values[i] = signal
      this.narrower[i] = reach
    }
    copy(): Snapshot {
      return new Snapshot(this.values, this.narrower)
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
  Object.setPrototypeOf(View.prototype, unknownNames(names))
  return () => new Snapshot([], [])
}

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
