import { type Action, requiredLevel } from '../context/action.ts'
import type { RequestFacts } from '../context/request-facts.ts'
import { type Decision, UNJUDGED } from '../decision/decision.ts'
import type { Demand } from '../decision/demand.ts'
import type { ResolvedDemand } from '../decision/meet-demand.ts'
import { higher, reaches } from '../decision/outcome.ts'
import type { Engine } from '../engine.ts'
import { MisuseError } from '../errors.ts'
import { type Ask, type Judgement, judgeRequest, NOTHING_MORE, unavailable } from '../judge-request.ts'
import { observeRequest } from '../observe-request.ts'
import { isPromise, type MaybePromise, whenReady } from '../ready.ts'
import { refusalOf } from '../refusal/problem.ts'
import { type Refusal, TrustRefusal } from '../refusal/refusal.ts'
import { resolveDemand } from '../resolve-demand.ts'
import { flushTouch } from '../session/flush-touch.ts'
import type { LiveSession } from '../session/loaded-session.ts'
import type { DemandFunction, DemandHooks, RequestListener, TrustRequest, TrustView, Verdict } from '../trust.ts'
import { type Asked, askDemand, askOnStepUp } from './ask-application.ts'
import { type Judged, JudgementRecords } from './judgement-records.ts'
import { PREFLIGHT } from './preflight.ts'
import { clearedDead, clearedWith, isRefused, sessionOf } from './read-judgement.ts'
import { refuseBeforeLooking } from './refuse-before-looking.ts'
import { RequestView, type ViewedRequest } from './request-view.ts'
import type { StreamedRequest, Streams } from './streams.ts'
import { Turns } from './turns.ts'
import { UnderWay } from './under-way.ts'

/** One request: its observation, the judgements made over it, and what is to be put on its answer. */
export class RequestTrust implements TrustRequest, ViewedRequest, StreamedRequest {
  readonly engine: Engine
  readonly facts: RequestFacts
  readonly streams: Streams
  stream: StreamedRequest['stream']
  #exchange: unknown
  readonly #records: JudgementRecords
  readonly #underWay = new UnderWay()
  readonly turns: Turns = new Turns()
  #admission: MaybePromise<Verdict> | undefined
  #latest: Judgement | undefined
  #granted: StreamedRequest['granted']
  #cookies: string[] = []
  #view: RequestView | undefined
  #refused: Refusal | undefined
  #listener: RequestListener | undefined
  #settled = false

  constructor(engine: Engine, streams: Streams, facts: RequestFacts, exchange: unknown) {
    this.engine = engine
    this.streams = streams
    this.facts = facts
    this.#exchange = exchange
    this.#records = new JudgementRecords(engine)
  }

  // What adapters call.

  admit(): MaybePromise<Verdict> {
    this.#admission ??= this.#admit()
    return this.#admission
  }

  judge(
    demand: Demand | DemandFunction | undefined,
    presentMethod: string,
    hooks?: DemandHooks,
  ): MaybePromise<Verdict> {
    return whenReady(this.admit(), (admitted) => {
      if (admitted.kind === 'refuse') return admitted
      if (this.facts.channel === 'preflight') return PREFLIGHT
      // A layer that overrides the method may have run since: what writes now is held to what a write is held to.
      const isOverridden = presentMethod !== this.facts.method
      const refusal = isOverridden ? refuseBeforeLooking(this.engine, this.facts, presentMethod) : undefined
      if (refusal !== undefined) return this.#refuseUnlooked(refusal)
      return whenReady(askDemand(this.engine, demand), (asked) => {
        if (asked === undefined) return this.#refuseUnasked()
        return this.judgeDemand('route', asked, presentMethod, hooks)
      })
    })
  }

  get view(): TrustView {
    this.#view ??= new RequestView(this)
    return this.#view
  }

  get viewed(): boolean {
    return this.#view !== undefined
  }

  takeCookies(): readonly string[] {
    const cookies = this.#cookies
    this.#cookies = []
    return cookies
  }

  pending(): Promise<void> | undefined {
    return this.#underWay.pending()
  }

  get answered(): boolean {
    return this.#settled
  }

  get refused(): Refusal | undefined {
    return this.#refused
  }

  listen(listener: RequestListener): void {
    this.#listener = listener
    if (this.#refused !== undefined) listener.refuse(this.#refused)
  }

  aborted(refusal: TrustRefusal): void {
    this.#listener?.abort(refusal)
  }

  settle(_status: number): void {
    if (this.#settled || this.#latest === undefined) return
    this.#settled = true
    const { decision, observation } = this.#latest
    for (const source of this.engine.signals.sources) source.observe(decision)
    for (const source of this.engine.signals.perAction) source.observe(decision)
    const released = this.#refused === undefined ? decision : undefined
    flushTouch(this.engine, observation, released, this.#granted?.action ?? observation.action)
  }

  ignored(): void {
    const judgement = this.#latest
    if (judgement === undefined) return
    const action = this.#granted?.action ?? judgement.observation.action
    const status = this.#refused?.status
    void this.#records.record({ type: 'demand.ignored', judged: 'controller', judgement, action, status })
  }

  closed(): void {
    this.streams.closed(this)
  }

  // What the view and the streams call.

  get latest(): Judgement | undefined {
    if (this.#latest === undefined && this.facts.channel !== 'preflight') {
      throw new MisuseError('The request was not admitted yet', 'Put app.use(retrust(trust)) before what uses trustOf')
    }
    return this.#latest
  }

  get live(): LiveSession | undefined {
    const loaded = this.latest?.observation.loaded
    return loaded?.kind === 'live' ? loaded : undefined
  }

  get granted(): StreamedRequest['granted'] {
    return this.#granted
  }

  replace(judgement: Judgement, cookies: readonly string[]): void {
    this.#latest = judgement
    this.#cookies.push(...cookies)
  }

  judgeDemand(
    judged: 'route' | 'controller',
    demand: Demand,
    presentMethod: string,
    hooks: DemandHooks | undefined,
  ): MaybePromise<Verdict> {
    const resolved = resolveDemand(this.engine, demand)
    const action = this.actionOf(resolved, presentMethod)
    return this.#judge({ judged, action, demand: resolved }, { hooks, demand })
  }

  actionOf(demand: ResolvedDemand, presentMethod: string): Action {
    const { action } = (this.latest as Judgement).observation
    const method = { wire: this.facts.method, present: presentMethod }
    return this.engine.actions.named(action, method, demand.action, demand.object)
  }

  underWay<T>(work: () => Promise<T>): Promise<T> {
    return this.#underWay.run(work)
  }

  refuse(refusal: Refusal): TrustRefusal {
    const error = new TrustRefusal(this.#refused ?? refusal)
    if (this.#refused === undefined) {
      this.#refused = refusal
      this.#listener?.refuse(refusal)
      this.streams.abort(this, error)
    }
    return error
  }

  refusalFor(decision: Decision, demand: ResolvedDemand | undefined): Refusal {
    return refusalOf({ decision, facts: this.facts, pages: this.engine.pages, scheme: this.engine.scheme, demand })
  }

  letsGoOn({ outcome, level }: Decision): boolean {
    return (outcome === 'allow' || outcome === 'downgrade') && reaches(level, this.#granted?.level ?? 'read-only')
  }

  recordStream(judgement: Judgement, action: Action, status: number | undefined): void {
    void this.#records.record({ type: 'decision', judged: 're-judge', judgement, action, status })
  }

  // The judgement.

  #admit(): MaybePromise<Verdict> {
    // A true preflight carries no credential by its nature: nothing is loaded, nothing counted.
    if (this.facts.channel === 'preflight') return CONTINUE
    const refusal = refuseBeforeLooking(this.engine, this.facts)
    if (refusal !== undefined) return this.#refuseUnlooked(refusal)
    const exchange = this.#exchange
    this.#exchange = undefined
    return whenReady(observeRequest(this.engine, this.facts, exchange), (observation) => {
      this.#latest = { decision: UNJUDGED, thought: undefined, observation, ended: false }
      return this.#judge({ judged: 'admission', action: observation.action, demand: undefined }, undefined)
    })
  }

  #judge(ask: Ask, asked: Asked | undefined): MaybePromise<Verdict> {
    if (!this.engine.audit.required) return this.#judgeAndRecord(ask, asked)
    const intended = this.#records.intend(ask, this.#latest as Judgement)
    return whenReady(intended, (was) => (was ? this.#judgeAndRecord(ask, asked) : this.#refuseFault('fault.audit')))
  }

  #judgeAndRecord(ask: Ask, asked: Asked | undefined): MaybePromise<Verdict> {
    // One after the other, each over what the one before left: of two at once none may use up the other's proof.
    const judged = this.turns.take(() => this.#judgeOnce(ask))
    return isPromise(judged)
      ? judged.then((one) => this.#answerAndRecord(ask, asked, one))
      : this.#answerAndRecord(ask, asked, judged)
  }

  #judgeOnce(ask: Ask): MaybePromise<Judged> {
    const before = this.#latest as Judgement
    const judgement = judgeRequest(this.engine, before.observation, ask)
    return isPromise(judgement) ? judgement.then((one) => this.#keep(before, one)) : this.#keep(before, judgement)
  }

  #keep(before: Judgement, judgement: Judgement): Judged {
    this.#latest = judgement
    if (judgement.ended) this.#cookies.push(...clearedWith(before, judgement))
    return { judgement, session: sessionOf(before) }
  }

  #answerAndRecord(ask: Ask, asked: Asked | undefined, judged: Judged): MaybePromise<Verdict> {
    const refusal = this.#answer(ask, judged.judgement, asked)
    return isPromise(refusal)
      ? refusal.then((one) => this.#record(ask, judged, one))
      : this.#record(ask, judged, refusal)
  }

  #record(ask: Ask, judged: Judged, refusal: Refusal | undefined): MaybePromise<Verdict> {
    const written = this.#records.judged(ask, judged, refusal)
    const verdict: Verdict = refusal === undefined ? CONTINUE : { kind: 'refuse', refusal }
    return written === true ? verdict : whenReady(written, (was) => (was ? verdict : this.#refuseFault('fault.audit')))
  }

  /** The refusal of a judgement; undefined where the handler runs. */
  #answer(ask: Ask, judgement: Judgement, asked: Asked | undefined): MaybePromise<Refusal | undefined> {
    if (!isRefused(ask, judgement)) {
      const { action, demand } = ask
      const needed = action.essential ? 'read-only' : higher(requiredLevel(action), demand?.level ?? 'read-only')
      this.#granted = { action, demand, level: higher(needed, this.#granted?.level ?? 'read-only') }
      return undefined
    }
    const refusal = this.refusalFor(judgement.decision, ask.demand)
    if (refusal.status === 303) this.#cookies.push(...clearedDead(this.engine, judgement))
    return asked === undefined ? refusal : askOnStepUp(this.engine, asked, refusal, judgement.decision)
  }

  #refuseUnlooked(refusal: Refusal): MaybePromise<Verdict> {
    const recorded = this.#records.refusedUnlooked(this.facts, this.engine.actions.ofRequest(this.facts), refusal)
    return whenReady(recorded, (written) => (written ? { kind: 'refuse', refusal } : this.#refuseFault('fault.audit')))
  }

  /** A route whose demand could not be computed. */
  #refuseUnasked(): MaybePromise<Verdict> {
    const verdict = this.#refuseFault('fault.policy')
    const judgement = this.#latest as Judgement
    const { action } = judgement.observation
    const recorded = this.#records.record({ type: 'decision', judged: 'route', judgement, action, status: 503 })
    return whenReady(recorded, () => verdict)
  }

  #refuseFault(code: string): Verdict {
    const decision = unavailable(this.#latest?.decision ?? UNJUDGED, code)
    if (this.#latest !== undefined) this.#latest = { ...this.#latest, decision }
    return { kind: 'refuse', refusal: this.refusalFor(decision, NOTHING_MORE) }
  }
}

const CONTINUE: Verdict = Object.freeze({ kind: 'continue' })
