import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.ts'
import type { Action } from '../context/action.ts'
import type { TrustContext } from '../context/build-context.ts'
import { within } from '../deadline.ts'
import type { Decision } from '../decision/decision.ts'
import { type Duration, milliseconds } from '../duration.ts'
import { isPromise, type MaybePromise, orElse, whenReady } from '../ready.ts'
import type { SessionFacts } from '../session/session-facts.ts'
import { FAULT, type Signal, type SignalReach, type Signals, type StandardSignals, UNKNOWN } from './signal.ts'

/**
 * Where a signal is pulled from. A plain function is asked on every request of a session; an object says how long its
 * values may be kept.
 *
 * @example
 * ```ts
 * import type { SignalSource } from '@retrust/core'
 *
 * const deviceHealth: SignalSource<'healthy' | 'unhealthy'> = {
 *   key: (_context, session) => session.subject.id,
 *   maxAge: '1m',
 *   per: 'subject',
 *   read: async (_context, session, { deadline }) => {
 *     const answer = await fetch(`https://posture.example.com/${session.subject.id}`, { signal: deadline })
 *     return answer.ok ? 'healthy' : 'unhealthy'
 *   },
 * }
 * ```
 */
export interface SignalSource<T = unknown> {
  /** What its values are kept under. Default: the session. */
  readonly key?: ((context: TrustContext, session: SessionFacts) => string) | undefined
  /** How long a value may be used. Default `'0'`: asked on each request. */
  readonly maxAge?: Duration | undefined
  /** How long it may take. Default `'1s'`; later is a fault. */
  readonly timeout?: Duration | undefined
  /** How widely a value speaks. Default `'request'`. */
  readonly per?: SignalReach | undefined
  /** Asked in the judgement that names the action, with that action; for external decision points. Default false. */
  readonly perAction?: boolean | undefined
  /** The value, or undefined where there is none. */
  read(context: TrustContext, session: SessionFacts, asked: SignalQuestion): MaybePromise<T | undefined>
  /** Told once, when the last decision of the request is known. */
  readonly observe?: ((decision: Decision) => void) | undefined
}

/** What else a source is told when it is asked. */
export interface SignalQuestion {
  /** Aborts when nobody waits for the answer any more. */
  readonly deadline: AbortSignal
  /** What the request does, as far as it is known when the source is asked. */
  readonly action: Action
  /** The other signals: for `perAction` sources, which are asked over them. */
  readonly signals: Signals
}

/** A source as users write it: an object, or just its `read`. */
export type SignalSourceOption<T = unknown> =
  | SignalSource<T>
  | ((context: TrustContext, session: SessionFacts) => MaybePromise<T | undefined>)

/** The signals of an engine with these sources, each with the values that its source answers. */
export type SignalsOf<Sources> = string extends keyof Sources
  ? Signals
  : {
      readonly [Name in keyof Sources | keyof StandardSignals]: Signal<
        Name extends keyof Sources ? ValueOf<Sources[Name]> : unknown
      >
    }

type ValueOf<Source> = Source extends (...given: never[]) => infer Answer
  ? NonNullable<Awaited<Answer>>
  : Source extends { read(...given: never[]): infer Answer }
    ? NonNullable<Awaited<Answer>>
    : unknown

interface Kept {
  readonly value: unknown
  readonly at: number
}

/** A question for which no deadline was made yet: most sources answer at once, and it costs more than ten rules. */
type Asking = Omit<SignalQuestion, 'deadline'>

class Question implements SignalQuestion {
  readonly action: Action
  readonly signals: Signals
  #controller: AbortController | undefined

  constructor(action: Action, signals: Signals) {
    this.action = action
    this.signals = signals
  }

  get deadline(): AbortSignal {
    this.#controller ??= new AbortController()
    return this.#controller.signal
  }

  abort(): void {
    this.#controller ??= new AbortController()
    this.#controller.abort()
  }
}

/** A source as the engine asks it: within its time, kept for its age, its failures named. */
export class CompiledSource {
  readonly name: string
  readonly reach: SignalReach
  readonly perAction: boolean
  readonly #source: SignalSource
  readonly #maxAgeMs: number
  readonly #timeoutMs: number
  readonly #clock: Clock
  readonly #kept: LRUCache<string, Kept> | undefined
  readonly #asking = new Map<string, { readonly at: number; readonly answer: Promise<Signal> }>()
  readonly #onFault: (name: string, error: unknown) => void

  constructor(name: string, option: SignalSourceOption, clock: Clock, onFault: (name: string, error: unknown) => void) {
    const source: SignalSource = typeof option === 'function' ? { read: option } : option
    this.name = name
    this.reach = source.per ?? 'request'
    this.perAction = source.perAction ?? false
    this.#source = source
    this.#maxAgeMs = milliseconds(source.maxAge ?? '0')
    this.#timeoutMs = milliseconds(source.timeout ?? '1s')
    this.#clock = clock
    this.#kept = this.#maxAgeMs > 0 ? new LRUCache({ max: 10_000 }) : undefined
    this.#onFault = onFault
  }

  ask(context: TrustContext, session: SessionFacts, asked: Asking): MaybePromise<Signal> {
    if (this.#kept === undefined) return this.#read(context, session, asked, undefined)
    let key: string
    try {
      key = notAPromise(this.#source.key?.(context, session)) ?? session.handle
      if (this.perAction) key = `${key} ${asked.action.name ?? ''} ${asked.action.object ?? ''}`
    } catch (error) {
      this.#onFault(this.name, error)
      return FAULT
    }
    const kept = this.#kept.get(key)
    const age = kept === undefined ? Number.NaN : context.now - kept.at
    if (kept !== undefined && age >= 0 && age <= this.#maxAgeMs) return signalOf(kept)
    const asking = this.#asking.get(key)
    // Past its time it was asked by a request that is gone, and its time-out with it (workerd).
    const waited = asking === undefined ? Number.NaN : context.now - asking.at
    if (asking !== undefined && waited >= 0 && waited <= this.#timeoutMs) return asking.answer
    const answer = whenReady(this.#read(context, session, asked, key), (signal) =>
      signal.state === 'fault' && kept !== undefined
        ? ({ state: 'stale', value: undefined, at: kept.at } as const)
        : signal,
    )
    if (!isPromise(answer)) return answer
    const shared = answer.finally(() => {
      if (this.#asking.get(key)?.answer === shared) this.#asking.delete(key)
    })
    this.#asking.set(key, { at: context.now, answer: shared })
    return shared
  }

  observe(decision: Decision): void {
    void orElse<unknown, void>(
      () => this.#source.observe?.(decision),
      (error) => this.#onFault(this.name, error),
    )
  }

  #read(context: TrustContext, session: SessionFacts, asked: Asking, key: string | undefined): MaybePromise<Signal> {
    const question = new Question(asked.action, asked.signals)
    const failed = (error: unknown): Signal => {
      this.#onFault(this.name, error)
      return FAULT
    }
    try {
      const value = this.#source.read(context, session, question)
      if (!isPromise(value)) return this.#keep(value, context.now, key)
      const late = (): Error => {
        question.abort()
        return new Error(`signal "${this.name}" did not answer within ${this.#timeoutMs} ms`)
      }
      const inTime = within(this.#clock, this.#timeoutMs, value, late) as Promise<unknown>
      return inTime.then((one) => this.#keep(one, context.now, key)).catch(failed)
    } catch (error) {
      return failed(error)
    }
  }

  #keep(value: unknown, at: number, key: string | undefined): Signal {
    if (value === undefined || value === null || (typeof value === 'number' && !Number.isFinite(value))) return UNKNOWN
    const kept: Kept = { value, at }
    if (key !== undefined) this.#kept?.set(key, kept)
    return signalOf(kept)
  }
}

/** A promise is no key: each would name a value of its own. Its failure is ours to hear, not the process's. */
function notAPromise<T>(key: T): T {
  if (!isPromise<unknown>(key)) return key
  key.catch(() => undefined)
  throw new TypeError('`key` of a signal source answered a promise')
}

function signalOf(kept: Kept): Signal {
  return { state: 'known', value: kept.value, at: kept.at }
}
