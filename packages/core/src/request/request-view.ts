import { checkWords, revoke } from '../changes/revoke.ts'
import type { Action } from '../context/action.ts'
import type { SecretCookie } from '../credentials/credential.ts'
import { type Decision, UNJUDGED } from '../decision/decision.ts'
import type { Demand } from '../decision/demand.ts'
import type { ResolvedDemand } from '../decision/meet-demand.ts'
import type { Level } from '../decision/outcome.ts'
import { endHost } from '../enforcement/end-host.ts'
import { endSession } from '../enforcement/end-session.ts'
import type { Engine } from '../engine.ts'
import { MisuseError, StoreUnavailableError } from '../errors.ts'
import type { Judgement } from '../judge-request.ts'
import { asOfNow, NOTHING_MORE, think } from '../judge-request.ts'
import { observed } from '../observe-request.ts'
import type { MaybePromise } from '../ready.ts'
import { endedRefusal, problemRefusal } from '../refusal/problem.ts'
import { returnTargetOf } from '../refusal/redirect.ts'
import { type Refusal, TrustRefusal } from '../refusal/refusal.ts'
import { titleOf } from '../refusal/titles.ts'
import { resolveDemand } from '../resolve-demand.ts'
import { beginSession } from '../session/begin-session.ts'
import { hostOf, type LiveSession } from '../session/loaded-session.ts'
import { type Carried, cookiePart, secretCookieOf } from '../session/new-secret.ts'
import { raiseSession } from '../session/raise-session.ts'
import type { Subject, SubjectName } from '../subject.ts'
import type { DemandHooks, Login, Raise, SessionView, TrustView, Verdict } from '../trust.ts'
import { PREFLIGHT } from './preflight.ts'
import type { StreamedRequest, Streams } from './streams.ts'
import type { Turns } from './turns.ts'

/** What the view needs of its request. */
export interface ViewedRequest extends StreamedRequest {
  /** The head of the answer went out: no cookie can go with it any more. */
  readonly answered: boolean
  readonly engine: Engine
  readonly streams: Streams
  /** Judgements and writes go over what the one before left. */
  readonly turns: Turns
  actionOf(demand: ResolvedDemand, presentMethod: string): Action
  judgeDemand(
    judged: 'controller',
    demand: Demand,
    presentMethod: string,
    hooks: DemandHooks | undefined,
  ): MaybePromise<Verdict>
  /** Replaces what the next judgements are made over, and puts cookies on the answer. */
  replace(judgement: Judgement, cookies: readonly string[]): void
  /** Runs something that the answer waits for. */
  underWay<T>(work: () => Promise<T>): Promise<T>
  /** From now on the response sends this refusal, whatever the handler does. The first one counts. */
  refuse(refusal: Refusal): TrustRefusal
}

/** What handlers are given. Each part is made when it is asked for. */
export class RequestView implements TrustView {
  readonly #request: ViewedRequest

  constructor(request: ViewedRequest) {
    this.#request = request
  }

  get subject(): Subject | undefined {
    return this.#request.live?.record.subject
  }

  get session(): SessionView | undefined {
    const { live } = this.#request
    return live && viewOf(live)
  }

  get level(): Level {
    return this.decision.level
  }

  get scopes(): readonly string[] | undefined {
    return this.decision.scopes
  }

  get decision(): Decision {
    return this.#request.latest?.decision ?? UNJUDGED
  }

  get anonymousBecause(): string | undefined {
    const loaded = this.#request.latest?.observation.loaded
    if (loaded === undefined) return 'preflight'
    if (loaded.kind === 'live') return undefined
    return loaded.kind === 'none' || loaded.kind === 'dead' ? loaded.reason : loaded.kind
  }

  get returnTo(): string | undefined {
    return returnTargetOf(this.#request.facts.query)
  }

  get abortSignal(): AbortSignal {
    return this.#request.streams.signalOf(this.#request)
  }

  demand(demand: Demand, hooks?: DemandHooks): Promise<void> {
    const request = this.#request
    const met = request.underWay(async () => {
      const verdict = await this.#judge(demand, hooks)
      if (verdict.kind === 'refuse') throw request.refuse(verdict.refusal)
    })
    // A handler that does not wait for it is refused all the same; its process does not end over that.
    met.catch(() => undefined)
    return met
  }

  /** A demand that cannot be judged, for instance since its action is not listed, is not met, whoever swallows that. */
  async #judge(demand: Demand, hooks: DemandHooks | undefined): Promise<Verdict> {
    const request = this.#request
    if (request.latest === undefined) return PREFLIGHT
    try {
      return await request.judgeDemand('controller', demand, request.facts.method, hooks)
    } catch (error) {
      request.engine.events.emit('fault', { source: 'demand', error })
      request.refuse(problemRefusal(500, 'fault.demand', titleOf('fault.demand', 500)))
      throw error
    }
  }

  async check(demand: Demand): Promise<{ met: true } | { met: false; refusal: Refusal }> {
    const request = this.#request
    if (demand.object !== undefined)
      throw new MisuseError(
        'check() takes no `object`: an answer would use the proof up',
        'Call demand() where the object is acted on',
      )
    if (request.latest === undefined) return { met: false, refusal: PREFLIGHT.refusal }
    const { observation } = request.latest
    const resolved = resolveDemand(request.engine, demand)
    const { decided } = await think(request.engine, asOfNow(request.engine, observation), {
      judged: 'controller',
      action: request.actionOf(resolved, request.facts.method),
      demand: resolved,
    })
    const { decision } = decided
    return decision.outcome === 'allow' || decision.outcome === 'downgrade'
      ? { met: true }
      : { met: false, refusal: request.refusalFor(decision, resolved) }
  }

  begin(login: Login): Promise<SessionView> {
    return this.#writing(async (latest) => {
      this.#beforeAnswer('begin')
      const request = this.#request
      const cookie = cookiePart(request.engine)
      this.#beforePlainHttp(cookie)
      const old = request.live
      const known = cookie.device(latest.observation.context)
      const carried = await beginSession(request.engine, latest.observation, login, known)
      // The old one ends after the new one stands: a failure in between leaves the person logged in once, not never.
      if (old !== undefined && old.credential.cookie !== undefined)
        await endSession(request.engine, old.record, 'new-login', 'new-login')
      return this.#carry(latest, carried)
    })
  }

  raise(raise: Raise): Promise<SessionView> {
    return this.#writing(async (latest) => {
      this.#beforeAnswer('raise')
      const { engine } = this.#request
      const live = this.#ownSession()
      this.#beforePlainHttp(secretCookieOf(live.credential))
      if (raise.subject !== undefined && !isOwner(live, raise.subject)) {
        engine.events.emit('raise-failed', { handle: live.record.handle, code: 'raise.other-subject' })
        throw new TrustRefusal(problemRefusal(403, 'raise.other-subject', titleOf('raise.other-subject', 403)))
      }
      if (raise.action !== undefined) engine.actions.check(raise.action)
      if (raise.object !== undefined && (typeof raise.object !== 'string' || raise.object === ''))
        throw new MisuseError('The `object` of a proof is no name', 'Write for instance object: String(order.id)')
      const action = this.#request.actionOf(
        { ...NOTHING_MORE, action: raise.action, object: raise.object },
        this.#request.facts.method,
      )
      // Judged for what it was made for: it answers exactly what this judgement finds open.
      const { decided } = await think(engine, latest.observation, { judged: 'controller', action, demand: undefined })
      const carried = await raiseSession(engine, live, raise, decided.decision.open)
      if (carried === undefined) throw new TrustRefusal(endedRefusal(engine.scheme))
      return this.#carry(latest, carried)
    })
  }

  end(options: { everywhere?: boolean | undefined; reason?: string | undefined } = {}): Promise<void> {
    return this.#writing(async (latest) => {
      checkWords(options)
      const { engine } = this.#request
      const live = this.#request.live
      const reason = options.reason ?? 'sign-out'
      const { loaded } = latest.observation
      // Whoever shows a secret that was rotated away may end the session, too: its owner, whom a thief has overtaken.
      const record = live?.record ?? (loaded.kind === 'none' ? loaded.was : undefined)
      const everywhere =
        live !== undefined && options.everywhere
          ? await revoke(engine, { subject: live.record.subject }, { reason, by: 'sign-out' })
          : undefined
      const stored = record === undefined || (await endSession(engine, record, reason, 'sign-out'))
      const gone = {
        ...latest.observation,
        loaded: { kind: 'none', reason: 'session.ended' } as const,
        session: undefined,
        // A session that this request begins after it comes after it: a new password logs out all the others.
        position: everywhere?.position ?? latest.observation.position,
      }
      this.#request.replace(
        { ...latest, observation: gone },
        engine.secretCookie === undefined ? [] : [engine.secretCookie.clear()],
      )
      const host = live === undefined ? undefined : hostOf(live)
      const endedAtHost = await endHost(engine, host)
      if (!stored) throw new StoreUnavailableError('sessions.end')
      if (!endedAtHost)
        throw new TrustRefusal(problemRefusal(503, 'fault.credential', titleOf('fault.credential', 503)))
    })
  }

  /** The three writes share one rule: what could not be done is a refusal, and the client hears it. */
  async #writing<T>(run: (latest: Judgement) => Promise<T>): Promise<T> {
    const request = this.#request
    if (request.latest === undefined)
      throw new MisuseError('A preflight has no session', 'Answer it before your routes')
    return request.underWay(async () => {
      try {
        return await request.turns.take(() => run(request.latest as Judgement))
      } catch (error) {
        if (error instanceof TrustRefusal) throw request.refuse(error.refusal)
        if (!(error instanceof StoreUnavailableError)) throw error
        request.engine.events.emit('fault', { source: 'store', error })
        throw request.refuse(
          problemRefusal(503, 'fault.store', titleOf('fault.store', 503), { headers: { 'retry-after': '1' } }),
        )
      }
    })
  }

  async #carry(latest: Judgement, { live, cookies }: Carried): Promise<SessionView> {
    const request = this.#request
    const { context, action } = latest.observation
    const observation = await observed(request.engine, context, action, latest.observation, live)
    request.replace({ ...latest, observation }, cookies)
    return viewOf(live)
  }

  #beforeAnswer(what: string): void {
    if (this.#request.answered)
      throw new MisuseError(
        'The answer was sent already, so the cookie cannot go with it',
        `Await ${what}() before the answer`,
      )
  }

  #beforePlainHttp({ secure }: SecretCookie): void {
    if (!secure || this.#request.facts.origin?.startsWith('http:') !== true) return
    throw new MisuseError(
      'Our cookie is `Secure`, and this request came over plain http, so it would never come back',
      'On this machine add `secure: false` to the options of cookieSession or existingSession; behind a proxy that ends TLS name it in `trustedProxies`',
    )
  }

  /** A confirmation page is open to everybody, so that nobody's session is there is an ordinary answer. */
  #noSession(): Refusal {
    const reasons = [{ code: this.anonymousBecause ?? 'credential.absent', outcome: 'deny' as const }]
    return this.#request.refusalFor({ ...UNJUDGED, outcome: 'deny', reasons }, undefined)
  }

  #ownSession(): LiveSession {
    const live = this.#request.live
    if (live === undefined) throw new TrustRefusal(this.#noSession())
    if (live.credential.elevation !== 'rotation') {
      throw new MisuseError(
        'A session of an access token is raised by a newer token',
        'Send the client to its provider with `acr_values` and `max_age`',
      )
    }
    return live
  }
}

/** Whether a proof is of the session's own subject. */
function isOwner(
  { record: { subject } }: LiveSession,
  { id, issuer = '', tenant = subject.tenant }: SubjectName,
): boolean {
  return subject.id === id && subject.issuer === issuer && subject.tenant === tenant
}

/** An older copy of a session sees only what it may show. */
function viewOf({ record, standing }: LiveSession): SessionView {
  return {
    handle: record.handle,
    beganAt: record.beganAt,
    expiresAt: record.expiresAt,
    authentications: standing.authentications,
  }
}
