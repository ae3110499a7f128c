import type { Change } from '../changes/change.ts'
import { targetsOf } from '../changes/change-log.ts'
import type { Action } from '../context/action.ts'
import { buildContext } from '../context/build-context.ts'
import type { RequestFacts } from '../context/request-facts.ts'
import type { Decision } from '../decision/decision.ts'
import type { ResolvedDemand } from '../decision/meet-demand.ts'
import type { Level } from '../decision/outcome.ts'
import type { Engine } from '../engine.ts'
import { type Judgement, judgeRequest, NOTHING_MORE, unavailable } from '../judge-request.ts'
import { observed } from '../observe-request.ts'
import { type MaybePromise, orElse, whenReady } from '../ready.ts'
import { problemRefusal } from '../refusal/problem.ts'
import { type Refusal, TrustRefusal } from '../refusal/refusal.ts'
import { titleOf } from '../refusal/titles.ts'
import { isEndedInLog } from '../session/ended-in-log.ts'
import { overBecause } from '../session/lifetime.ts'
import { readSession } from '../session/load-session.ts'
import type { LiveSession, LoadedSession } from '../session/loaded-session.ts'
import type { SessionRecord } from '../session/session-record.ts'
import { asUsedIn, shownStanding } from '../session/shown-standing.ts'
import { NEVER_OPENED, Stream } from './stream.ts'

/** What streams need of a request. */
export interface StreamedRequest {
  /** Its place here: nothing else may write it. */
  stream: Stream | typeof NEVER_OPENED | undefined
  readonly facts: RequestFacts
  /** The latest judgement; undefined for a preflight. */
  readonly latest: Judgement | undefined
  readonly live: LiveSession | undefined
  readonly refused: Refusal | undefined
  /** The action and demand that were let through last: what the stream is judged for. */
  readonly granted:
    | {
        readonly action: Action
        readonly demand: ResolvedDemand | undefined
        /** The highest level that any judgement of the request let it through with. */
        readonly level: Level
      }
    | undefined
  /** Its signal fired, and whoever listened to that has run. */
  aborted(refusal: TrustRefusal): void
  /** Whether a decision lets what was granted go on. */
  letsGoOn(decision: Decision): boolean
  refusalFor(decision: Decision, demand: ResolvedDemand | undefined): Refusal
  recordStream(judgement: Judgement, action: Action, status: number | undefined): void
}

/**
 * The answers that are still going out, and that asked for `abortSignal`. Each is judged again when a change touches its
 * session, and every `checkEvery`; an open stream is no activity.
 */
export class Streams {
  readonly #engine: Engine
  readonly #checkEveryMs: number
  readonly #open = new Set<StreamedRequest>()
  readonly #byTarget = new Map<string, Set<StreamedRequest>>()

  constructor(engine: Engine, checkEveryMs: number) {
    this.#engine = engine
    this.#checkEveryMs = checkEveryMs
    engine.log.onChange((change) => this.#changed(change))
  }

  signalOf(request: StreamedRequest): AbortSignal {
    const stream = this.#streamOf(request)
    if (stream.over || this.#open.has(request)) return stream.signal
    this.#open.add(request)
    this.#follow(request, stream)
    this.#await(request, stream)
    this.#tick(request, stream)
    // What came between the judgement and now had nobody to tell; whoever asks may first listen.
    if (this.#engine.log.version !== request.latest?.observation.version)
      void Promise.resolve().then(() => this.#judgeAgain(request))
    return stream.signal
  }

  /** Fires the signal, once. Its listeners run first: a handler may still say good-bye. */
  abort(request: StreamedRequest, refusal: TrustRefusal): void {
    const stream = this.#streamOf(request)
    if (stream.over) return
    const listened = this.#open.has(request)
    this.closed(request)
    stream.abort(refusal)
    if (listened) request.aborted(refusal)
  }

  closed(request: StreamedRequest): void {
    if (request.stream === undefined) request.stream = NEVER_OPENED
    if (request.stream === NEVER_OPENED) return
    const { stream } = request
    stream.over = true
    stream.rest()
    if (!this.#open.delete(request)) return
    for (const target of stream.targets) {
      const requests = this.#byTarget.get(target)
      requests?.delete(request)
      if (requests?.size === 0) this.#byTarget.delete(target)
    }
  }

  /** Nobody will judge them again, so they end. */
  close(): void {
    const refusal = problemRefusal(503, 'fault.closed', titleOf('fault.closed', 503))
    for (const request of [...this.#open]) this.abort(request, new TrustRefusal(refusal))
  }

  #streamOf(request: StreamedRequest): Stream {
    const known = request.stream
    if (known !== undefined && known !== NEVER_OPENED) return known
    const stream = new Stream(known === NEVER_OPENED)
    request.stream = stream
    return stream
  }

  #follow(request: StreamedRequest, stream: Stream): void {
    const live = request.live
    if (live === undefined) return
    for (const target of targetsOf(live.record)) {
      if (stream.targets.has(target)) continue
      stream.targets.add(target)
      const requests = this.#byTarget.get(target)
      if (requests === undefined) this.#byTarget.set(target, new Set([request]))
      else requests.add(request)
    }
  }

  #changed(change: Change): void {
    for (const request of this.#byTarget.get(change.target) ?? []) this.#streamOf(request).wake()
  }

  /**
   * A promise of the stream's own request carries the news to it: where a platform ties timers and streams to the request
   * that made them (workerd), nothing else may touch them.
   */
  #await(request: StreamedRequest, stream: Stream): void {
    const news = new Promise<void>((resolve) => {
      stream.wake = resolve
    })
    void news.then(() => {
      if (stream.over) return
      this.#await(request, stream)
      this.#judgeAgain(request)
    })
  }

  /** A timer each, for the same reason: one that all share would end with the request that set it. */
  #tick(request: StreamedRequest, stream: Stream): void {
    stream.rest = this.#engine.clock.after(this.#checkEveryMs, () => {
      if (stream.over) return
      this.#judgeAgain(request)
      this.#tick(request, stream)
    })
  }

  #judgeAgain(request: StreamedRequest): void {
    if (!this.#open.has(request)) return
    const stream = this.#streamOf(request)
    if (stream.judging) {
      stream.again = true
      return
    }
    stream.judging = true
    const judged = orElse<void, void>(
      () => whenReady(this.#look(request), (judgement) => this.#act(request, judgement)),
      (error) => {
        // What cannot be judged does not go on.
        this.#engine.events.emit('fault', { source: 'stream', error })
        const decision = unavailable((request.latest as Judgement).decision, 'fault.policy')
        this.abort(request, new TrustRefusal(request.refusalFor(decision, undefined)))
      },
    )
    void Promise.resolve(judged).then(() => {
      stream.judging = false
      if (stream.again) {
        stream.again = false
        this.#judgeAgain(request)
      } else if (!stream.over) {
        this.#follow(request, stream)
      }
    })
  }

  /** The session as it is now, judged for what the stream was opened for. Age is not asked again: it was met at the door. */
  #look(request: StreamedRequest): MaybePromise<Judgement | undefined> {
    const live = request.live
    if (live === undefined) return undefined
    const engine = this.#engine
    const before = (request.latest as Judgement).observation
    const { mark } = engine.log
    const stream = this.#streamOf(request)
    stream.facts ??= request.facts.detach()
    const context = buildContext(stream.facts, before.context.tenant, engine.clock.now(), engine.names)
    const granted = request.granted
    const action = granted?.action ?? before.action
    const demand =
      granted?.demand === undefined ? undefined : { ...granted.demand, maxAgeMs: undefined, object: undefined }
    return whenReady(this.#reload(live), (loaded) =>
      whenReady(observed(engine, context, action, mark, loaded), (observation) =>
        judgeRequest(engine, observation, {
          judged: 're-judge',
          action: { ...action, essential: false },
          demand: demand ?? NOTHING_MORE,
        }),
      ),
    )
  }

  #reload(live: LiveSession): MaybePromise<LoadedSession> {
    const { clock, load, recent } = this.#engine
    const { key } = live.record
    return orElse<LoadedSession, LoadedSession>(
      () =>
        whenReady(readSession(load, { key }), (answer): LoadedSession => {
          if (answer.kind === 'absent') return { kind: 'none', reason: 'session.unknown' }
          const loaded = this.#reopen(live, answer.record, answer.now)
          if (loaded.kind === 'live') recent.keep(answer.record, clock.now())
          return loaded
        }),
      (error): LoadedSession => {
        const known = recent.get(key, clock.now())
        if (known === undefined) return { kind: 'fault', source: 'store', error }
        const loaded = this.#reopen(live, known, clock.now())
        return loaded.kind === 'live' ? { ...loaded, lastKnown: true } : loaded
      },
    )
  }

  #reopen(live: LiveSession, record: SessionRecord, now: number): LoadedSession {
    const { leewayMs, load } = this.#engine
    const { presented } = live
    if (record.ended !== undefined || isEndedInLog(load, record, now)) return { kind: 'none', reason: 'session.ended' }
    const tokenOver = presented.kind === 'claims' && presented.expiresAt + leewayMs <= now
    const over = tokenOver ? 'session.expired' : overBecause(record, now, leewayMs)
    if (over !== undefined) return { kind: 'none', reason: over }
    return {
      ...live,
      record,
      // A stream that was opened with a secret that is spent by now keeps the standing of that secret.
      standing: shownStanding(presented, record) ?? asUsedIn(live.standing, record.standing),
      storeNow: now,
      lastKnown: false,
      arrived: undefined,
      justAdopted: false,
    }
  }

  #act(request: StreamedRequest, judgement: Judgement | undefined): void {
    if (judgement === undefined || !this.#open.has(request)) return
    const { decision, observation } = judgement
    const action = request.granted?.action ?? observation.action
    if (request.letsGoOn(decision)) return
    const refusal = request.refusalFor(decision, undefined)
    request.recordStream(judgement, action, refusal.status)
    this.abort(request, new TrustRefusal(refusal))
  }
}
