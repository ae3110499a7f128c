import type { Receipt, Target } from './changes/change.ts'
import type { RequestFacts } from './context/request-facts.ts'
import type { Decision } from './decision/decision.ts'
import type { Demand } from './decision/demand.ts'
import type { Level } from './decision/outcome.ts'
import type { Duration } from './duration.ts'
import type { EventName, TrustEvents } from './events.ts'
import type { MaybePromise } from './ready.ts'
import type { Refusal, TrustRefusal } from './refusal/refusal.ts'
import type { Authentication } from './session/authentication.ts'
import type { ListOf } from './session/list-of.ts'
import type { SessionPage } from './store/store.ts'
import type { Subject, SubjectKind, SubjectName } from './subject.ts'

/** The engine. Build one with `createTrust`, hand it to an adapter, and call it from anywhere. */
export interface Trust {
  /**
   * Ends everything that stands under a target, from now on, wherever it runs. One append, whatever the number of sessions; of
   * one session, also one for each form of lineage that its tokens showed.
   * A subject without an issuer covers that id at every issuer.
   *
   * @throws {StoreUnavailableError} when it could not be written. Nothing is revoked then: call again.
   * @throws {MisuseError} for a target that names nothing, or no tenant where the engine has the `tenant` option.
   */
  revoke(
    target: Target,
    why?: {
      readonly reason?: string | undefined
      readonly by?: string | undefined
      readonly before?: Date | undefined
    },
  ): Promise<Receipt>
  /**
   * Reports signals about a target from outside, for instance `{ risk: 80 }`. The newest report of a name counts, for
   * `maxAge` (default 24h). The next request of everyone under the target is judged with it, open streams at once.
   *
   * @throws {MisuseError} for a name that no rule and no `signals` option knows, with the nearest one.
   */
  report(
    target: Target,
    signals: Readonly<Record<string, unknown>>,
    options?: { readonly maxAge?: Duration | undefined },
  ): Promise<Receipt>
  /**
   * Takes stored narrowings of a code away from a session or a subject.
   *
   * @throws {StoreUnavailableError} when it could not be written.
   * @throws {MisuseError} for a target that names nothing.
   */
  lift(target: Target, code: string): Promise<void>
  /**
   * Lists sessions, live and ended, of a subject or of a tenant. At most 100 at a time.
   *
   * @throws {StoreUnavailableError} when the store could not be asked.
   * @throws {MisuseError} for members that it does not take, and without a tenant where the engine has the `tenant` option.
   */
  sessions(of?: ListOf): Promise<SessionPage>
  /** Hears of what happens. Answers a function that stops it. */
  on<E extends EventName>(event: E, listener: (detail: TrustEvents[E]) => void): () => void
  /** Ends open streams, stops timers and lets go of the store. A request with a credential is a 503 from then on. */
  close(): Promise<void>
  /**
   * For authors of adapters: opens a request.
   *
   * @param exchange - what the framework calls this request. Only credentials that come with the same adapter read it.
   */
  open(facts: RequestFacts, exchange?: unknown): TrustRequest
  /** For authors of adapters: what facts need. */
  readonly settings: AdapterSettings
}

/** The engine's settings that adapters need, resolved. */
export interface AdapterSettings {
  /** CIDR blocks or addresses of proxies whose forwarded headers are believed, or how many of them stand before us. */
  readonly trustedProxies: readonly string[] | number
}

/** The answer of a judgement to an adapter. */
export type Verdict = { readonly kind: 'continue' } | { readonly kind: 'refuse'; readonly refusal: Refusal }

/** What an adapter is told to do while a handler is at work. */
export interface RequestListener {
  /** The response must be this refusal. Called once; at once where the request is refused already. */
  refuse(refusal: Refusal): void
  /** `abortSignal` fired, and its listeners ran: the response is to be ended. */
  abort(refusal: TrustRefusal): void
}

/** One request as adapters see it. `admit` first, then any number of `judge`; `settle` before the head is sent, `closed` at the end. */
export interface TrustRequest {
  /** Admission: what the request's credential, facts and method allow. Runs once; a second call answers the same. */
  admit(): MaybePromise<Verdict>
  /** A route's demand. `presentMethod` is the method as the framework has it now. */
  judge(demand: Demand | DemandFunction | undefined, presentMethod: string, hooks?: DemandHooks): MaybePromise<Verdict>
  /** What handlers are given. */
  readonly view: TrustView
  /** Whether the view was handed out. */
  readonly viewed: boolean
  /** The `Set-Cookie` lines that are not on the answer yet; a second call answers only what came since. */
  takeCookies(): readonly string[]
  /** A promise while a controller's demand is under way: the answer waits for it. */
  pending(): Promise<void> | undefined
  /** The refusal that the response must send, from the moment a demand was refused. */
  readonly refused: Refusal | undefined
  /** Who is told of what the response must do. One listener: the latest counts. */
  listen(listener: RequestListener): void
  /** The head is about to be sent: the last decision is known. `status` is what the application sends. */
  settle(status: number): void
  /** The application tried to send a success after the refusal: recorded as `demand.ignored`. */
  ignored(): void
  /** The response is over. */
  closed(): void
}

/** A demand computed from the request. Answering nothing is a fault, never a pass. */
export type DemandFunction = () => MaybePromise<Demand | undefined>

/** What an application may do about a step-up. */
export interface DemandHooks {
  /**
   * Called when this demand would be answered by a step-up: choose the ceremony, add context, or replace the answer. An
   * error in it is a refusal and is reported.
   */
  readonly onStepUp?:
    | ((stepUp: {
        readonly refusal: Refusal
        readonly decision: Decision
        readonly demand: Demand
      }) => MaybePromise<Refusal | undefined>)
    | undefined
}

/** A login. */
export interface Login {
  readonly subject: SubjectName & { readonly kind?: SubjectKind | undefined }
  /** How strong it was, one of `acrOrder`. */
  readonly acr: string
  /** Which methods were used (RFC 8176). */
  readonly amr: readonly string[]
  /** When the person authenticated, where somebody else saw it (`auth_time`). Default: now. */
  readonly at?: Date | undefined
}

/** A completed proof in mid-session. */
export interface Raise {
  /**
   * Who made the proof. Give it wherever somebody else vouches for them (an OpenID login): a proof of another subject than
   * the session's is refused, so that nobody raises a session with a login of their own.
   */
  readonly subject?: SubjectName | undefined
  readonly acr: string
  readonly amr: readonly string[]
  /** When it was made, where somebody else saw it. Default: now. */
  readonly at?: Date | undefined
  /** What it was made for: the causes open for this action are answered, and a demand for this object is met once. */
  readonly action?: string | undefined
  readonly object?: string | undefined
}

/** The session as handlers may see it. */
export interface SessionView {
  /** Public: it names the session in audit and console and opens nothing. */
  readonly handle: string
  /** Epoch milliseconds. */
  readonly beganAt: number
  /** Epoch milliseconds: it ends then at the latest, sooner when it is not used. */
  readonly expiresAt: number
  /** What was proved, newest last, at most 8. */
  readonly authentications: readonly Authentication[]
}

/** What handlers are given by `trustOf`. Reading it costs nothing; each part is made when asked for. */
export interface TrustView {
  /** Undefined for an anonymous request. */
  readonly subject: Subject | undefined
  readonly session: SessionView | undefined
  readonly level: Level
  readonly scopes: readonly string[] | undefined
  /** The latest decision of this request. */
  readonly decision: Decision
  /** Why there is no session; undefined where there is one. */
  readonly anonymousBecause: string | undefined
  /** A safe path to go back to after login or step-up: `returnTo` of the query, if it stays on this origin. */
  readonly returnTo: string | undefined
  /** Fires once, when trust ends or falls below what the route was given; its reason is a `TrustRefusal`. */
  readonly abortSignal: AbortSignal
  /** Asks for more, in a controller. Resolves when it is met. @throws {TrustRefusal} when it is not. */
  demand(demand: Demand, hooks?: DemandHooks): Promise<void>
  /**
   * Asks whether a demand would be met, without refusing.
   *
   * @throws {MisuseError} for an `object` (an answer would use its proof up), and for a demand that makes no sense.
   */
  check(demand: Demand): Promise<{ readonly met: true } | { readonly met: false; readonly refusal: Refusal }>
  /**
   * Begins a session of our own cookie, which is put on the answer. Over a live one, that one ends.
   *
   * @throws {TrustRefusal} 503 where the store could not be asked; 401 where `at` is older than a revocation of the subject.
   * @throws {MisuseError} for a login that makes no sense, without `cookieSession`, over plain http, and after the answer.
   */
  begin(login: Login): Promise<SessionView>
  /**
   * Adds a proof to this session, answers what was open for its action, and rotates the secret.
   *
   * @throws {TrustRefusal} 401 without a live session, 403 for a proof of another subject, 503 without the store.
   * @throws {MisuseError} for a proof that makes no sense, under a token (a newer token raises it), and after the answer.
   */
  raise(raise: Raise): Promise<SessionView>
  /**
   * Ends the session: this one, or everywhere for its subject. Without a session it does nothing.
   * A secret that was rotated away opens nothing any more, but it still ends the session that it was of.
   * It is best called before the answer begins: after its head no cookie can be cleared any more. The session is over all the
   * same, and its copies are refused, but a library whose session is in a cookie cannot take it back from that browser.
   *
   * @throws {TrustRefusal} 503 where the store could not be asked: the end holds in this process and is tried again.
   */
  end(options?: { readonly everywhere?: boolean | undefined; readonly reason?: string | undefined }): Promise<void>
}
