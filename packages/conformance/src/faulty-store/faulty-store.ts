import {
  type ChangeNews,
  type ChangeStore,
  type Clock,
  type MaybePromise,
  type RecordStore,
  type SessionStore,
  type Store,
  StoreUnavailableError,
  whenReady,
} from '@retrust/core'
import { type Call, isWrite, keyOf, OPERATIONS, type Operation, type Which } from './call.ts'
import { type Fault, Faults } from './fault.ts'
import { FaultyNews } from './faulty-news.ts'
import { HeldBack } from './held-back.ts'
import { Journal } from './journal.ts'

/** A store that goes wrong when it is told to. Until then it is the store that it was made over. */
export interface FaultyStore extends Store {
  /** Every call so far, oldest first. */
  readonly calls: readonly Call[]
  /** From now on these calls go wrong in this way. Answers a function that puts an end to it. */
  inject(fault: Fault, which?: Which): () => void
  /** Takes every fault away, and lets go of what was held back. What hangs stays unanswered. */
  heal(): void
  /** What these writes wrote was never written: a row, an end of a row, a change is gone. Nobody is told. */
  forget(lost: (call: Call) => boolean): Promise<void>
  /** A restart or a failover: as {@link forget}, and the log has another identity from then on. Without `lost` nothing is lost. */
  restart(lost?: (call: Call) => boolean): Promise<void>
  /** Tells subscribers the newest arrival and the identity of the log. */
  heartbeat(): Promise<void>
}

/**
 * Wraps any store, so that it fails, delays, reorders and forgets on command. No time passes by itself: what is late is so
 * by the clock of the engine.
 *
 * @param open Opens a store that holds nothing yet. It is called again where something has to be forgotten: all that was
 * written before is then written into the new one, but what is lost. Positions and instants stay as they were where the
 * store tells the time by the clock that `start` gives it, as `memoryStore()` does.
 *
 * @example
 * ```ts
 * import { faultyStore } from '@retrust/conformance'
 * import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
 *
 * const store = faultyStore(() => memoryStore())
 * const trust = createTrust({ store, credentials: [cookieSession()], policy: presets.balanced() })
 *
 * store.inject({ do: 'reject' }, { operation: 'sessions.read', nth: 2 })   // the second look at a session fails
 * store.inject({ do: 'delay', ms: 3_000 }, { when: (call) => call.key === 'some key' })
 * store.inject({ do: 'lose' }, { operation: 'changes.news' })              // nobody hears of changes
 * store.heal()
 *
 * const before = store.calls.length
 * await trust.revoke({ subject: { id: 'alice' } })
 * await store.restart((call) => call.number > before)                     // a failover that loses the revocation
 * ```
 */
export function faultyStore(open: () => Store): FaultyStore {
  const calls: Call[] = []
  const faults = new Faults()
  const journal = new Journal(open)
  const held = new HeldBack()
  let inner = open()
  let identity = 0

  const counted = (operation: Operation, given: readonly unknown[]): Call => {
    const call = { number: calls.length + 1, operation, given, key: keyOf(operation, given) }
    calls.push(call)
    return call
  }
  const news = new FaultyNews({
    faultOf: (given) => {
      const call = counted('changes.news', given)
      return { call, fault: faults.of(call) }
    },
    after: (ms, go) => void clock().after(ms, go),
  })
  let stopListening = listen(inner)

  const part = <T>(name: keyof typeof OPERATIONS): T =>
    Object.fromEntries(
      OPERATIONS[name].map((operation) => [
        operation,
        (...given: readonly unknown[]) => ask(counted(`${name}.${operation}` as Operation, given)),
      ]),
    ) as T

  return {
    name: inner.name,
    shared: inner.shared,
    calls,
    start(given: Clock) {
      journal.start(given)
      inner.start(clock())
    },
    sessions: part<SessionStore>('sessions'),
    changes: { ...part<ChangeStore>('changes'), subscribe: (listener) => news.subscribe(listener) },
    records: part<RecordStore>('records'),
    close: () => inner.close(),
    inject: (fault, which = {}) => faults.inject(fault, which),
    heal() {
      faults.heal()
      held.releaseAll()
      news.releaseAll()
    },
    forget,
    async restart(lost = () => false) {
      await forget(lost)
      identity += 1
    },
    async heartbeat() {
      const { arrival, identity } = named(await inner.changes.since(Number.MAX_SAFE_INTEGER))
      news.tell({ kind: 'heartbeat', arrival, identity })
    },
  }

  function clock(): Clock {
    if (journal.clock === undefined) throw new TypeError('the faulty store was not started yet')
    return journal.clock
  }

  function listen(store: Store): () => void {
    return store.changes.subscribe((one: ChangeNews) => news.tell(one.kind === 'heartbeat' ? named(one) : one))
  }

  /** What a log says of itself: after a restart it is another. */
  function named<T extends { readonly identity: string }>(answer: T): T {
    return identity === 0 ? answer : { ...answer, identity: `${answer.identity}, restart ${identity}` }
  }

  async function forget(lost: (call: Call) => boolean): Promise<void> {
    stopListening()
    const before = inner
    inner = await journal.replayWithout(lost)
    stopListening = listen(inner)
    await before.close()
  }

  function apply(call: Call): MaybePromise<unknown> {
    const answer = journal.run(inner, call)
    const honest = call.operation === 'changes.since' ? whenReady(answer as MaybePromise<Named>, named) : answer
    if (!isWrite(call)) return honest
    return whenReady(honest, (done) => {
      held.passed()
      return done
    })
  }

  function ask(call: Call): MaybePromise<unknown> {
    const fault = faults.of(call)
    switch (fault?.do) {
      case undefined:
        return apply(call)
      case 'throw':
        if (fault.applied) void applyUnheard(call)
        throw errorOf(fault, call)
      case 'reject': {
        const before = fault.applied ? applyUnheard(call) : Promise.resolve()
        return before.then(() => Promise.reject(errorOf(fault, call)))
      }
      case 'hang':
        if (fault.applied) void applyUnheard(call)
        return new Promise(() => undefined)
      case 'delay': {
        const answer = applyLater(call)
        answer.catch(() => undefined)
        return new Promise((resolve) => clock().after(fault.ms, () => resolve(answer)))
      }
      case 'reorder':
        return new Promise((resolve) => held.hold(fault.behind, () => resolve(applyLater(call))))
      case 'repeat':
        return whenReady(apply(call), () => apply(call))
      case 'lose':
        return isWrite(call) ? journal.pretend(call) : apply(call)
      case 'answer':
        return whenReady(apply(call), (honest) => fault.as(honest, call))
    }
  }

  /** Done at once, answered by a promise whatever comes of it. */
  async function applyLater(call: Call): Promise<unknown> {
    return apply(call)
  }

  /** Done at once; nobody hears what comes of it. */
  function applyUnheard(call: Call): Promise<unknown> {
    return applyLater(call).catch(() => undefined)
  }
}

type Named = { readonly identity: string }

function errorOf(fault: Fault & { do: 'throw' | 'reject' }, { operation }: Call): unknown {
  return 'error' in fault ? fault.error : new StoreUnavailableError(operation)
}
