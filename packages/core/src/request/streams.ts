import type { Change } from '../changes/change.ts'
import { targetsOf } from '../changes/change-log.ts'
import type { Action } from '../context/action.ts'
import { buildContext } from '../context/build-context.ts'
import type { RequestFacts } from '../context/request-facts.ts'
import type { Decision } from '../decision/decision.ts'
import type { ResolvedDemand } from '../decision/meet-demand.ts'
import type { Engine } from '../engine.ts'
import { type Judgement, judgeRequest, NOTHING_MORE } from '../judge-request.ts'
import { observed } from '../observe-request.ts'
import { type MaybePromise, orElse, whenReady } from '../ready.ts'
import { type Refusal, TrustRefusal } from '../refusal/refusal.ts'
import { overBecause } from '../session/lifetime.ts'
import { isEndedInLog, readSession } from '../session/load-session.ts'
import type { LiveSession, LoadedSession } from '../session/loaded-session.ts'

/** What streams need of a request. */
export interface StreamedRequest {
  readonly facts: RequestFacts
  /** The latest judgement; undefined for a preflight. */
  readonly latest: Judgement | undefined
  readonly live: LiveSession | undefined
  readonly refused: Refusal | undefined
  /** The action and demand that were let through last: what the stream is judged for. */
  readonly granted: { readonly action: Action; readonly demand: ResolvedDemand | undefined } | undefined
  /** Whether a decision lets what was granted go on. */
  letsGoOn(decision: Decision): boolean
  refusalFor(decision: Decision, demand: ResolvedDemand | undefined): Refusal
  recordStream(judgement: Judgement, action: Action, status: number | undefined): void
}

interface Stream {
  readonly controller: AbortController
  readonly targets: Set<string>
  onAborted: (() => void) | undefined
  judging: boolean
  /** A change came while it was being judged. */
  again: boolean
}

/**
 * The answers that are still going out, and that asked for `abortSignal`. Each is judged again when a change touches its
 * session, and every `checkEvery`; an open stream is no activity.
 */
export class Streams {
  readonly #engine: Engine
  readonly #checkEveryMs: number
  readonly #open = new Map<StreamedRequest, Stream>()
  readonly #byTarget = new Map<string, Set<StreamedRequest>>()
  readonly #listeners = new WeakMap<StreamedRequest, () => void>()
  #cancel: (() => void) | undefined

  constructor(engine: Engine, checkEveryMs: number) {
    this.#engine = engine
    this.#checkEveryMs = checkEveryMs
    engine.log.onChange((change) => this.#changed(change))
  }

  signalOf(request: StreamedRequest): AbortSignal {
    const known = this.#open.get(request)
    if (known !== undefined) return known.controller.signal
    const stream: Stream = {
      controller: new AbortController(),
      targets: new Set(),
      onAborted: this.#listeners.get(request),
      judging: false,
      again: false,
    }
    if (request.refused !== undefined) stream.controller.abort(new TrustRefusal(request.refused))
    else {
      this.#open.set(request, stream)
      this.#follow(request, stream)
      this.#tick()
    }
    return stream.controller.signal
  }

  onAborted(request: StreamedRequest, listener: () => void): void {
    const stream = this.#open.get(request)
    if (stream === undefined) this.#listeners.set(request, listener)
    else stream.onAborted = listener
  }

  /** Fires the signal, once. Its listeners run first: a handler may still say good-bye. */
  abort(request: StreamedRequest, refusal: TrustRefusal): void {
    const stream = this.#open.get(request)
    if (stream === undefined) return
    this.closed(request)
    stream.controller.abort(refusal)
    stream.onAborted?.()
  }

  closed(request: StreamedRequest): void {
    const stream = this.#open.get(request)
    if (stream === undefined) return
    this.#open.delete(request)
    for (const target of stream.targets) {
      const requests = this.#byTarget.get(target)
      requests?.delete(request)
      if (requests?.size === 0) this.#byTarget.delete(target)
    }
    if (this.#open.size === 0) this.stop()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
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
    for (const request of [...(this.#byTarget.get(change.target) ?? [])]) this.#judgeAgain(request)
  }

  #tick(): void {
    this.#cancel ??= this.#engine.clock.after(this.#checkEveryMs, () => {
      this.#cancel = undefined
      for (const request of [...this.#open.keys()]) this.#judgeAgain(request)
      if (this.#open.size > 0) this.#tick()
    })
  }

  #judgeAgain(request: StreamedRequest): void {
    const stream = this.#open.get(request)
    if (stream === undefined) return
    if (stream.judging) {
      stream.again = true
      return
    }
    stream.judging = true
    const judged = orElse<void, void>(
      () => whenReady(this.#look(request), (judgement) => this.#act(request, judgement)),
      (error) => this.#engine.events.emit('fault', { source: 'stream', error }),
    )
    void Promise.resolve(judged).then(() => {
      stream.judging = false
      if (stream.again) {
        stream.again = false
        this.#judgeAgain(request)
      } else {
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
    const position = engine.log.position
    const context = buildContext(request.facts, before.context.tenant, engine.clock.now(), engine.names)
    const granted = request.granted
    const action = granted?.action ?? before.action
    const demand =
      granted?.demand === undefined ? undefined : { ...granted.demand, maxAgeMs: undefined, object: undefined }
    return whenReady(this.#reload(live), (loaded) =>
      whenReady(observed(engine, context, action, position, loaded), (observation) =>
        judgeRequest(engine, observation, {
          judged: 're-judge',
          action: { ...action, essential: false },
          demand: demand ?? NOTHING_MORE,
        }),
      ),
    )
  }

  #reload(live: LiveSession): MaybePromise<LoadedSession> {
    const engine = this.#engine
    return orElse<LoadedSession, LoadedSession>(
      () =>
        whenReady(readSession(engine.load, { key: live.record.key }), (answer): LoadedSession => {
          if (answer.kind === 'absent') return { kind: 'none', reason: 'session.unknown' }
          const { record, now } = answer
          if (record.ended !== undefined || isEndedInLog(engine.load, record, now))
            return { kind: 'none', reason: 'session.ended' }
          const over = overBecause(record, now, engine.leewayMs)
          if (over !== undefined) return { kind: 'none', reason: over }
          // A stream that was opened with an older secret keeps the standing of that secret.
          const current = live.presented.kind === 'claims' || live.presented.secret === record.secrets?.current
          return {
            ...live,
            record,
            standing: current ? record.standing : live.standing,
            storeNow: now,
            lastKnown: false,
            arrived: undefined,
            justAdopted: false,
          }
        }),
      (error): LoadedSession => {
        const known = engine.recent.get(live.record.key, engine.clock.now())
        return known === undefined ? { kind: 'fault', source: 'store', error } : { ...live, lastKnown: true }
      },
    )
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
