import type { AuditRecord } from './audit/audit-record.ts'
import type { Action } from './context/action.ts'
import { type Decided, decide } from './decision/decide.ts'
import type { Decision } from './decision/decision.ts'
import type { ResolvedDemand } from './decision/meet-demand.ts'
import { endSession } from './enforcement/end-session.ts'
import { type Enforced, enforceDecision, storedNarrowings } from './enforcement/enforce-decision.ts'
import type { Engine } from './engine.ts'
import { type Observation, observed } from './observe-request.ts'
import { type RuleRun, runRules } from './policy/run-rules.ts'
import { type MaybePromise, whenReady } from './ready.ts'
import { isEndedInLog } from './session/load-session.ts'
import type { LiveSession, LoadedSession } from './session/loaded-session.ts'
import type { SessionRecord } from './session/session-record.ts'
import { collectPerAction, fillReported } from './signals/collect-signals.ts'

/** What is judged: at which of the three places, for which action, with which demand. */
export interface Ask {
  readonly judged: AuditRecord['judged']
  readonly action: Action
  /** Undefined at admission, where no session is no verdict. */
  readonly demand: ResolvedDemand | undefined
  /** For `check`: it looks, and neither writes nor uses anything up. */
  readonly dry?: boolean
}

/** A judgement: its decision, what the rules ran over, and the observation as it stands after. */
export interface Judgement {
  readonly decision: Decision
  readonly run: RuleRun | undefined
  readonly observation: Observation
  /** The session was ended by this judgement, or found ended. */
  readonly ended: boolean
}

/** A change that keeps coming is judged so often; then the strict side counts. */
const MAX_ROUNDS = 4

/** Thinks and acts, once a judgement: rules, decision, enforcement. The audit record is written by the caller, who knows the answer. */
export function judgeRequest(engine: Engine, observation: Observation, ask: Ask, round = 0): MaybePromise<Judgement> {
  return whenReady(think(engine, observation, ask), ({ decided, run }) => {
    const { loaded } = observation
    const judgement: Judgement = { decision: decided.decision, run, observation, ended: false }
    if (loaded.kind === 'none' && loaded.spent !== undefined && !ask.dry)
      return whenReady(endSpent(engine, loaded.spent), () => judgement)
    if (loaded.kind !== 'live' || ask.dry) return judgement
    return whenReady(enforceDecision(engine, loaded, decided), (enforced) =>
      settle(engine, judgement, ask, loaded, enforced, round),
    )
  })
}

/** Stages 6 and 7 alone. */
export function think(
  engine: Engine,
  observation: Observation,
  ask: Ask,
): MaybePromise<{ decided: Decided; run: RuleRun | undefined }> {
  const { context, loaded, session, signals } = observation
  if (loaded.kind !== 'live' || session === undefined) {
    return {
      decided: decide({
        loaded,
        run: undefined,
        stored: [],
        action: ask.action,
        demand: ask.demand,
        order: engine.order,
        now: context.now,
      }),
      run: undefined,
    }
  }
  return whenReady(collectPerAction(engine.signals, signals, context, session, ask.action), (watched) => {
    const situation = {
      context,
      session,
      presenter: loaded.presenter,
      action: ask.action,
      signals: watched.signals,
      acrOrder: engine.order.values,
    }
    const run = runRules(engine.rules, situation, watched)
    if (run.fault !== undefined)
      engine.events.emit('fault', { source: `rule.${run.fault.rule}`, error: run.fault.error })
    const stored = storedNarrowings(engine, loaded.record, context.now)
    return {
      decided: decide({
        loaded,
        run,
        stored,
        action: ask.action,
        demand: ask.demand,
        order: engine.order,
        now: context.now,
      }),
      run,
    }
  })
}

function settle(
  engine: Engine,
  judgement: Judgement,
  ask: Ask,
  live: LiveSession,
  enforced: Enforced,
  round: number,
): MaybePromise<Judgement> {
  const { observation, decision } = judgement
  switch (enforced.kind) {
    case 'failed':
      return { ...judgement, decision: unavailable(decision, 'fault.store') }
    case 'ended': {
      const gone: LoadedSession = { kind: 'none', reason: 'session.ended' }
      const after = { ...judgement, observation: { ...observation, loaded: gone, session: undefined }, ended: true }
      return enforced.stored ? after : { ...after, decision: unavailable(decision, 'fault.store') }
    }
    case 'again': {
      if (round >= MAX_ROUNDS) return { ...judgement, decision: unavailable(decision, 'fault.store') }
      return whenReady(lookAgain(engine, observation, live, enforced.record), (next) =>
        judgeRequest(engine, next, ask, round + 1),
      )
    }
    case 'done': {
      const next = enforced.record === live.record ? observation : withRecord(observation, live, enforced.record)
      const after: Judgement = { ...judgement, observation: next }
      // Just before release: a change that came while we judged counts, if it touches this session.
      if (engine.log.position === observation.position) return after
      if (!isEndedInLog(engine.load, enforced.record, engine.clock.now())) {
        if (round > 0) return after
        fillReported(engine.signals, next.signals, next.loaded as LiveSession, engine.clock.now())
        return judgeRequest(engine, { ...next, position: engine.log.position }, ask, round + 1)
      }
      const gone: LoadedSession = { kind: 'none', reason: 'session.ended' }
      return judgeRequest(
        engine,
        { ...next, loaded: gone, session: undefined, position: engine.log.position },
        { ...ask, demand: ask.demand ?? NOTHING_MORE },
        round + 1,
      )
    }
  }
}

/** Another request changed the record: the next judgement is made over it as it is now. */
function lookAgain(
  engine: Engine,
  observation: Observation,
  live: LiveSession,
  record: SessionRecord | undefined,
): MaybePromise<Observation> {
  if (record !== undefined) return withRecord(observation, live, record)
  return whenReady(engine.store.sessions.read({ key: live.record.key }), (answer) => {
    if (answer.kind === 'found' && answer.record.ended === undefined)
      return withRecord(observation, live, answer.record)
    return observed(engine, observation.context, observation.action, observation.position, {
      kind: 'none',
      reason: 'session.ended',
    })
  })
}

/** The same observation over a newer record of its session. What a copy may show is never more than before. */
function withRecord(observation: Observation, live: LiveSession, record: SessionRecord): Observation {
  const whole = live.standing === live.record.standing || live.arrived !== undefined || live.justAdopted
  const spentOnly = live.standing.authentications.map(
    (one) =>
      record.standing.authentications.find(
        (other) => other.at === one.at && other.acr === one.acr && other.object === one.object,
      ) ?? one,
  )
  const standing = whole ? record.standing : { ...live.standing, authentications: spentOnly }
  const presenter = standing.presenters.some((one) => one.key === live.presenter.key)
    ? { key: live.presenter.key, state: 'admitted' as const }
    : live.presenter
  return { ...observation, loaded: { ...live, record, standing, presenter, arrived: undefined, justAdopted: false } }
}

function endSpent(engine: Engine, record: SessionRecord): MaybePromise<unknown> {
  engine.events.emit('fault', {
    source: 'secret.spent',
    error: new Error(`an old secret of session ${record.handle} was used`),
  })
  return engine.cookie?.onSpent === 'terminate' ? endSession(engine, record, 'secret.spent', 'secret-spent') : undefined
}

/** Turns an answer into a 503, whatever it was. */
export function unavailable(decision: Decision, code: string): Decision {
  return {
    ...decision,
    outcome: 'deny',
    unavailable: true,
    need: undefined,
    reasons: [{ code, outcome: 'deny' }, ...decision.reasons],
  }
}

/** Any live session. */
export const NOTHING_MORE: ResolvedDemand = Object.freeze({
  acr: undefined,
  maxAgeMs: undefined,
  level: undefined,
  scopes: undefined,
  action: undefined,
  object: undefined,
  workload: undefined,
  agent: undefined,
})
