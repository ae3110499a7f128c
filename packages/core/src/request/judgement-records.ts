import type { AuditRecord } from '../audit/audit-record.ts'
import { makeRecord, makeRefusedRecord } from '../audit/make-record.ts'
import type { Action } from '../context/action.ts'
import type { RequestFacts } from '../context/request-facts.ts'
import type { Engine } from '../engine.ts'
import type { Ask, Judgement } from '../judge-request.ts'
import type { MaybePromise } from '../ready.ts'
import type { Refusal } from '../refusal/refusal.ts'
import type { SessionRecord } from '../session/session-record.ts'
import { sessionOf, spentIn } from './read-judgement.ts'

/** One judgement as it is to be recorded. */
export interface Recorded {
  readonly type: AuditRecord['type']
  readonly judged: AuditRecord['judged']
  readonly judgement: Judgement
  readonly action: Action
  readonly status: number | undefined
  /** The session as it was before the judgement, which may have ended it. */
  readonly session?: SessionRecord | undefined
}

/** A judgement, and the record of its session as it was before: the judgement may have ended it. */
export interface Judged {
  readonly judgement: Judgement
  readonly session: SessionRecord | undefined
}

/** The audit records of one request. A judgement that says the same as the one before is no news. */
export class JudgementRecords {
  readonly #engine: Engine
  #last: Recorded | undefined

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Stage 9. False means that it had to be recorded and could not be. */
  record(recorded: Recorded): MaybePromise<boolean> {
    const { audit } = this.#engine
    if (!audit.wanted && !audit.required) return true
    const last = this.#last
    this.#last = recorded
    if (last !== undefined && recorded.type === 'decision' && isSame(recorded, last)) return true
    return this.#write(recorded)
  }

  /** A refusal that nothing was looked at for. */
  refusedUnlooked(facts: RequestFacts, action: Action, refusal: Refusal): MaybePromise<boolean> {
    const { audit, clock } = this.#engine
    if (!audit.wanted && !audit.required) return true
    return audit.record(makeRefusedRecord(facts, clock.now(), action, refusal))
  }

  /** Where audit is required, what is about to be done is written before it is done. */
  intend({ judged, action }: Ask, judgement: Judgement): MaybePromise<boolean> {
    return this.#write({
      type: 'intended',
      judged,
      action,
      judgement,
      session: sessionOf(judgement),
      status: undefined,
    })
  }

  /** A judgement and what became of it. */
  judged(ask: Ask, { judgement, session }: Judged, refusal: Refusal | undefined): MaybePromise<boolean> {
    const { judged, action } = ask
    const spent = spentIn(ask, judgement)
    const type = spent === undefined ? 'decision' : 'secret.spent'
    return this.record({ type, judged, judgement, action, status: refusal?.status, session: session ?? spent })
  }

  #write({ type, judged, action, judgement, session, status }: Recorded): MaybePromise<boolean> {
    return this.#engine.audit.record(makeRecord(type, judged, action, judgement, session, status))
  }
}

function isSame(one: Recorded, other: Recorded): boolean {
  const a = one.judgement.decision
  const b = other.judgement.decision
  return (
    one.type === other.type &&
    a.outcome === b.outcome &&
    a.level === b.level &&
    one.action.name === other.action.name &&
    a.effects.end === b.effects.end &&
    a.effects.narrow.length === b.effects.narrow.length &&
    a.reasons[0]?.code === b.reasons[0]?.code
  )
}
