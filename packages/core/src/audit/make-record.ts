import type { Action } from '../context/action.ts'
import type { RequestFacts } from '../context/request-facts.ts'
import type { Judgement } from '../judge-request.ts'
import type { Refusal } from '../refusal/refusal.ts'
import type { SessionRecord } from '../session/session-record.ts'
import type { AuditRecord } from './audit-record.ts'

/** Makes the redacted copy that leaves the process: this is the one place where that happens. */
export function makeRecord(
  type: AuditRecord['type'],
  judged: AuditRecord['judged'],
  action: Action,
  judgement: Judgement,
  session: SessionRecord | undefined,
  status: number | undefined,
): AuditRecord {
  const { decision, thought, observation } = judgement
  const { run, loaded: judgedOf, stored = [], demand, used = [] } = thought?.input ?? {}
  const { context, loaded } = observation
  const record = loaded.kind === 'live' ? loaded.record : session
  return {
    at: context.now,
    type,
    judged,
    tenant: context.tenant,
    subject: record && { issuer: record.subject.issuer, id: record.subject.id, kind: record.subject.kind },
    session: record?.handle,
    credential: record?.credential,
    anonymousBecause:
      loaded.kind === 'none' || loaded.kind === 'dead'
        ? loaded.reason
        : loaded.kind === 'live'
          ? undefined
          : loaded.kind,
    anonymousDetail: loaded.kind === 'none' || loaded.kind === 'dead' ? loaded.detail : undefined,
    presenter: loaded.kind === 'live' ? loaded.presenter.state : undefined,
    method: context.facts.method,
    action: action.name,
    object: action.object,
    access: action.access,
    sensitive: action.sensitive,
    essential: action.essential,
    outcome: decision.outcome,
    level: decision.level,
    reasons: decision.reasons,
    reported: decision.reported,
    findings: run?.findings ?? [],
    given: judgedOf?.kind === 'live' ? { session: judgedOf, stored, demand, used } : undefined,
    replayable: (run?.replayable ?? true) && decision === thought?.decided.decision,
    status,
    stalenessMs: loaded.kind === 'live' && loaded.lastKnown ? Math.max(0, context.now - loaded.storeNow) : 0,
    effects: { ended: decision.effects.end, narrowed: decision.effects.narrow.map((one) => one.code) },
  }
}

/** The record of a request that was refused before anything was looked at. */
export function makeRefusedRecord(facts: RequestFacts, at: number, action: Action, refusal: Refusal): AuditRecord {
  const { name, object, access, sensitive, essential } = action
  return {
    at,
    type: 'decision',
    judged: 'admission',
    tenant: '',
    subject: undefined,
    session: undefined,
    credential: undefined,
    anonymousBecause: refusal.code,
    anonymousDetail: undefined,
    presenter: undefined,
    method: facts.method,
    action: name,
    object,
    access,
    sensitive,
    essential,
    outcome: 'deny',
    level: 'read-only',
    reasons: [{ code: refusal.code, outcome: 'deny' }],
    reported: [],
    findings: [],
    given: undefined,
    replayable: true,
    status: refusal.status,
    stalenessMs: 0,
    effects: { ended: undefined, narrowed: [] },
  }
}
