import type { AuditRecord } from '../audit/audit-record.ts'
import { makeRecord, makeRefusedRecord } from '../audit/make-record.ts'
import type { Action } from '../context/action.ts'
import type { RequestFacts } from '../context/request-facts.ts'
import type { Engine } from '../engine.ts'
import type { Judgement } from '../judge-request.ts'
import type { MaybePromise } from '../ready.ts'
import type { Refusal } from '../refusal/refusal.ts'
import type { SessionRecord } from '../session/session-record.ts'

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

/** The audit records of one request. A judgement that says the same as the one before is no news. */
export class JudgementRecords {
  readonly #engine: Engine
  #last = ''

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Stage 9. False means that it had to be recorded and could not be. */
  record(recorded: Recorded): MaybePromise<boolean> {
    const { audit } = this.#engine
    if (!audit.wanted && !audit.required) return true
    const { outcome, level, reasons, effects } = recorded.judgement.decision
    const news = `${recorded.type} ${outcome} ${level} ${recorded.action.name} ${effects.end} ${effects.narrow.length} ${reasons[0]?.code}`
    if (news === this.#last && recorded.type === 'decision') return true
    this.#last = news
    return this.#write(recorded)
  }

  /** A refusal that nothing was looked at for. */
  refusedUnlooked(facts: RequestFacts, action: Action, refusal: Refusal): MaybePromise<boolean> {
    const { audit, clock } = this.#engine
    if (!audit.wanted && !audit.required) return true
    return audit.record(makeRefusedRecord(facts, clock.now(), action, refusal))
  }

  /** Where audit is required, what is about to be done is written before it is done. */
  intend(recorded: Omit<Recorded, 'type' | 'status'>): MaybePromise<boolean> {
    return this.#engine.audit.required ? this.#write({ ...recorded, type: 'intended', status: undefined }) : true
  }

  #write({ type, judged, action, judgement, session, status }: Recorded): MaybePromise<boolean> {
    return this.#engine.audit.record(makeRecord(type, judged, action, judgement, session, status))
  }
}
