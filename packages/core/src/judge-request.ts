import type { AuditRecord } from './audit/audit-record.ts'
import type { Action } from './context/action.ts'
import { type Decided, type DecideInput, decide } from './decision/decide.ts'
import type { Decision } from './decision/decision.ts'
import { judgedSession } from './decision/judged-session.ts'
import type { ResolvedDemand } from './decision/meet-demand.ts'
import { endHost } from './enforcement/end-host.ts'
import { endSession } from './enforcement/end-session.ts'
import { type Enforced, enforceDecision, storedNarrowings } from './enforcement/enforce-decision.ts'
import type { Engine } from './engine.ts'
import { type Observation, observed } from './observe-request.ts'
import { runRules } from './policy/run-rules.ts'
import { isPromise, type MaybePromise, orElse, whenReady } from './ready.ts'
import type { Authentication } from './session/authentication.ts'
import { isEndedInLog } from './session/ended-in-log.ts'
import { readSession } from './session/load-session.ts'
import type { LiveSession, LoadedSession } from './session/loaded-session.ts'
import { factsOf, type SessionFacts } from './session/session-facts.ts'
import type { SessionRecord } from './session/session-record.ts'
import { asUsedIn, shownStanding } from './session/shown-standing.ts'
import { collectPerAction, fillReported } from './signals/collect-signals.ts'
import type { WatchedSignals } from './signals/signal-names.ts'

/** What is judged: at which of the three places, for which action, with which demand. */
export interface Ask {
  readonly judged: AuditRecord['judged']
  readonly action: Action
  /** Undefined at admission, where no session is no verdict. */
  readonly demand: ResolvedDemand | undefined
}

/** What went into a decision, and what came out. */
export interface Thought {
  readonly input: DecideInput
  readonly decided: Decided
}

/** A judgement: its decision, what it was made of, and the observation as it stands after. */
export interface Judgement {
  /** As it was decided, unless something that had to be written could not be. */
  readonly decision: Decision
  readonly thought: Thought | undefined
  readonly observation: Observation
  /** The session was ended by this judgement, or found ended. */
  readonly ended: boolean
}

/** A record that keeps moving is judged so often, then it is a 503; so is a log that keeps moving, whose ends count always. */
const MAX_ROUNDS = 4

/** Thinks and acts, once a judgement: rules, decision, enforcement. The audit record is written by the caller, who knows the answer. */
export function judgeRequest(engine: Engine, observation: Observation, ask: Ask, round = 0): MaybePromise<Judgement> {
  const thought = think(engine, observation, ask)
  return isPromise(thought)
    ? thought.then((one) => act(engine, observation, ask, one, round))
    : act(engine, observation, ask, thought, round)
}

function act(
  engine: Engine,
  observation: Observation,
  ask: Ask,
  thought: Thought,
  round: number,
): MaybePromise<Judgement> {
  const { loaded } = observation
  const { decided } = thought
  const judgement: Judgement = { decision: decided.decision, thought, observation, ended: false }
  if (loaded.kind === 'none' && loaded.spent !== undefined && ask.judged === 'admission')
    return whenReady(endSpent(engine, loaded.spent), () => judgement)
  if (loaded.kind === 'dead' && ask.judged === 'admission')
    return whenReady(endHost(engine, loaded.host), (ended) => afterDead(judgement, ask, ended))
  if (loaded.kind !== 'live') return judgement
  const enforced = enforceDecision(engine, loaded, decided)
  return isPromise(enforced)
    ? enforced.then((one) => settle(engine, judgement, ask, loaded, one, round))
    : settle(engine, judgement, ask, loaded, enforced, round)
}

/** Stages 6 and 7 alone. */
export function think(engine: Engine, observation: Observation, ask: Ask): MaybePromise<Thought> {
  const { context, loaded, session, signals, used } = observation
  const { action, demand } = ask
  const { order } = engine
  const { now } = context
  if (loaded.kind !== 'live' || session === undefined) {
    // Without a session there is nothing to judge: a live one always comes with its facts.
    const nobody = loaded.kind === 'live' ? NOBODY : loaded
    const input: DecideInput = { loaded: nobody, run: undefined, stored: [], action, demand, order, now, used }
    return { input, decided: decide(input) }
  }
  const watched = collectPerAction(engine.signals, signals, context, session, action)
  return isPromise(watched)
    ? watched.then((one) => thinkOf(engine, observation, loaded, session, one, ask))
    : thinkOf(engine, observation, loaded, session, watched, ask)
}

function thinkOf(
  engine: Engine,
  { context, used }: Observation,
  live: LiveSession,
  session: SessionFacts,
  watched: WatchedSignals,
  { action, demand }: Ask,
): Thought {
  const { order } = engine
  const { now } = context
  const { presenter } = live
  const { signals } = watched
  const run = runRules(engine.rules, { context, session, presenter, action, signals, acrOrder: order.values }, watched)
  if (run.fault !== undefined) engine.events.emit('fault', { source: `rule.${run.fault.rule}`, error: run.fault.error })
  const stored = storedNarrowings(engine, live.record, now)
  const input: DecideInput = { loaded: judgedSession(live), run, stored, action, demand, order, now, used }
  return { input, decided: decide(input) }
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
      if (!enforced.stored) return { ...after, decision: unavailable(decision, 'fault.store') }
      return enforced.endedAtHost ? after : afterDead(after, ask, false)
    }
    case 'again': {
      if (round >= MAX_ROUNDS) return { ...judgement, decision: unavailable(decision, 'fault.store') }
      return whenReady(lookAgain(engine, observation, live, enforced.record), (next) =>
        judgeRequest(engine, next, ask, round + 1),
      )
    }
    case 'done': {
      const next = enforced.record === live.record ? observation : withRecord(observation, live, enforced)
      const after: Judgement = next === observation ? judgement : { ...judgement, observation: next }
      // Just before release: a change that came while we judged counts, if it touches this session.
      if (engine.log.version === observation.version) return after
      if (!isEndedInLog(engine.load, enforced.record, engine.clock.now())) {
        if (round >= MAX_ROUNDS) return after
        fillReported(engine.signals, next.signals, next.loaded as LiveSession, engine.clock.now())
        return judgeRequest(engine, { ...next, version: engine.log.version }, ask, round + 1)
      }
      return judgeRequest(engine, asOfNow(engine, next), ask, round + 1)
    }
  }
}

/** On an essential path the application goes on as if nobody was there: not while its own session says otherwise. */
function afterDead(judgement: Judgement, { action }: Ask, ended: boolean): Judgement {
  return ended || !action.essential
    ? judgement
    : { ...judgement, decision: unavailable(judgement.decision, 'fault.credential') }
}

/** What a session is that was found ended: the application may read somebody else's credential by itself, never our cookie. */
function over({ presented }: LiveSession): LoadedSession {
  return presented.kind === 'secret'
    ? { kind: 'none', reason: 'session.ended' }
    : { kind: 'dead', reason: 'session.ended', scheme: presented.scheme, host: presented.host }
}

/** The same observation, without its session where a change ended it since. */
export function asOfNow(engine: Engine, observation: Observation): Observation {
  const { loaded, version } = observation
  if (loaded.kind !== 'live' || engine.log.version === version) return observation
  if (!isEndedInLog(engine.load, loaded.record, engine.clock.now())) return observation
  return {
    ...observation,
    loaded: over(loaded),
    session: undefined,
    version: engine.log.version,
  }
}

/** Another request changed the record: the next judgement is made over it as it is now. */
function lookAgain(
  engine: Engine,
  observation: Observation,
  live: LiveSession,
  record: SessionRecord | undefined,
): MaybePromise<Observation> {
  if (record !== undefined) return withRecord(observation, live, { record })
  const { context, action } = observation
  return orElse<Observation, Observation>(
    () =>
      whenReady(readSession(engine.load, { key: live.record.key }), (answer) =>
        answer.kind === 'found' && answer.record.ended === undefined
          ? withRecord(observation, live, answer)
          : observed(engine, context, action, observation, over(live)),
      ),
    (error) => observed(engine, context, action, observation, { kind: 'fault', source: 'store', error }),
  )
}

/** The same observation over a newer record of its session. A secret that was rotated away shows no more than before. */
function withRecord(
  observation: Observation,
  live: LiveSession,
  { record, used }: { readonly record: SessionRecord; readonly used?: Authentication | undefined },
): Observation {
  const standing = shownStanding(live.presented, record) ?? asUsedIn(live.standing, record.standing)
  const presenter = standing.presenters.some((one) => one.key === live.presenter.key)
    ? { key: live.presenter.key, state: 'admitted' as const }
    : live.presenter
  const loaded: LiveSession = { ...live, record, standing, presenter, arrived: undefined, justAdopted: false }
  return {
    ...observation,
    loaded,
    session: factsOf(loaded),
    used: used === undefined ? observation.used : [...observation.used, used],
  }
}

/** An old secret is refused, and recorded by the caller; it ends the session only where the option says so. */
function endSpent(engine: Engine, record: SessionRecord): MaybePromise<unknown> {
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

const NOBODY: LoadedSession & { kind: 'none' } = Object.freeze({ kind: 'none', reason: 'session.unknown' })
