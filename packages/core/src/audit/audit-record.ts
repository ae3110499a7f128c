import type { HeldNarrowing } from '../decision/causes.ts'
import type { Reason } from '../decision/decision.ts'
import type { JudgedSession } from '../decision/judged-session.ts'
import type { ResolvedDemand } from '../decision/meet-demand.ts'
import type { Level, Outcome } from '../decision/outcome.ts'
import type { Finding } from '../rules/rule.ts'
import type { Authentication } from '../session/authentication.ts'
import type { SubjectKind } from '../subject.ts'

/** What a rule found, by its name and its place in the policy. */
export interface RuleFinding extends Finding {
  readonly rule: string
  readonly index: number
  /** How long the cause is held, by the narrowest signal that was read for it. */
  readonly holds?: 'request' | 'session' | 'subject' | undefined
}

/** What beside the findings went into a decision. With them it is all that a replay needs. */
export interface Given {
  readonly session: JudgedSession
  readonly stored: readonly HeldNarrowing[]
  readonly demand: ResolvedDemand | undefined
  /** The proofs that the request had used up already. */
  readonly used: readonly Authentication[]
}

/**
 * One judgement, as it leaves the process: a redacted copy of its own type. It holds the bands and keyed hashes that the
 * rules read, which is all that a replay needs, and no header, cookie, token or address.
 */
export interface AuditRecord {
  /** When the request was looked at, epoch milliseconds. */
  readonly at: number
  /** `intended` is written before the act where audit is required; `secret.spent` and `demand.ignored` are events of their own. */
  readonly type: 'decision' | 'intended' | 'secret.spent' | 'demand.ignored'
  /** Which judgement: the middleware, a route, a controller, or a stream that is looked at again. */
  readonly judged: 'admission' | 'route' | 'controller' | 're-judge'
  /** Empty where the engine has no `tenant` option, and where it could not be told. */
  readonly tenant: string
  /** Undefined for an anonymous request. */
  readonly subject: { readonly issuer: string; readonly id: string; readonly kind: SubjectKind } | undefined
  /** The session's public handle. */
  readonly session: string | undefined
  /** The kind of credential: `cookieSession`, `accessToken`. */
  readonly credential: string | undefined
  /** Why there is no session. */
  readonly anonymousBecause: string | undefined
  /** Which part of a refused token was wrong (`typ`, `aud`, `signature`, a claim's name), or why its session was ended. */
  readonly anonymousDetail: string | undefined
  readonly presenter: 'admitted' | 'new' | undefined
  readonly method: string
  readonly action: string | undefined
  readonly object: string | undefined
  readonly access: 'read' | 'write'
  readonly sensitive: boolean
  readonly essential: boolean
  readonly outcome: Outcome
  readonly level: Level
  /** Strictest first. */
  readonly reasons: readonly Reason[]
  readonly reported: readonly Reason[]
  readonly findings: readonly RuleFinding[]
  /** Undefined where there is no session. */
  readonly given: Given | undefined
  /** False where a rule of your own took part (it may have read facts that no record holds), or what could not be written. */
  readonly replayable: boolean
  /** The status that the refusal got; undefined where the handler ran. */
  readonly status: number | undefined
  /** How old what was decided on may have been, in milliseconds. */
  readonly stalenessMs: number
  /** Ended or narrowed by this judgement. */
  readonly effects: { readonly ended: string | undefined; readonly narrowed: readonly string[] }
}
