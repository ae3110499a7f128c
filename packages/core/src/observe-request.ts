import type { LogMark } from './changes/change-log.ts'
import type { Action } from './context/action.ts'
import { buildContext, type TrustContext } from './context/build-context.ts'
import type { RequestFacts } from './context/request-facts.ts'
import { type VerifiedCredentials, verifyCredential } from './credentials/verify-credential.ts'
import { within } from './deadline.ts'
import type { Engine } from './engine.ts'
import { isPromise, type MaybePromise } from './ready.ts'
import type { Authentication } from './session/authentication.ts'
import { loadSession } from './session/load-session.ts'
import type { LoadedSession } from './session/loaded-session.ts'
import { factsOf, type SessionFacts } from './session/session-facts.ts'
import { collectSignals } from './signals/collect-signals.ts'
import type { WatchedSignals } from './signals/signal-names.ts'

/** Stages 1 to 5 of one request: what every judgement of it is made over. */
export interface Observation {
  readonly context: TrustContext
  readonly action: Action
  readonly loaded: LoadedSession
  /** Set where there is a session. */
  readonly session: SessionFacts | undefined
  readonly signals: WatchedSignals
  /** The position of the change log when the request began. */
  readonly position: number
  /** How far the judgements made so far have seen the change log. */
  readonly version: number
  /** The proofs that this request used up: once, whatever it demands. */
  readonly used: readonly Authentication[]
}

/** Looks, once a request: context, credential, session, signals. Nothing is written but an adoption. */
export function observeRequest(engine: Engine, facts: RequestFacts, exchange: unknown): MaybePromise<Observation> {
  const { mark } = engine.log
  const now = engine.clock.now()
  const action = engine.actions.ofRequest(facts)
  let tenant: string
  try {
    tenant = engine.tenantOf(facts)
  } catch (error) {
    const context = buildContext(facts, '', now, engine.names)
    return observed(engine, context, action, mark, { kind: 'fault', source: 'tenant', error })
  }
  const context = buildContext(facts, tenant, now, engine.names)
  const loaded = findSession(engine, context, exchange)
  return isPromise(loaded)
    ? loaded.then((one) => observed(engine, context, action, mark, one))
    : observed(engine, context, action, mark, loaded)
}

/** Goes on from a session: after `begin` and `raise`, and for streams, which load theirs again. */
export function observed(
  engine: Engine,
  context: TrustContext,
  action: Action,
  mark: LogMark,
  loaded: LoadedSession,
): MaybePromise<Observation> {
  if (loaded.kind === 'fault') engine.events.emit('fault', { source: loaded.source, error: loaded.error })
  if (loaded.kind !== 'live')
    return observation(context, action, mark, loaded, undefined, engine.signals.names.snapshot())
  const session = factsOf(loaded)
  const signals = collectSignals(engine.signals, context, loaded, session, action)
  return isPromise(signals)
    ? signals.then((one) => observation(context, action, mark, loaded, session, one))
    : observation(context, action, mark, loaded, session, signals)
}

function observation(
  context: TrustContext,
  action: Action,
  { position, version }: LogMark,
  loaded: LoadedSession,
  session: SessionFacts | undefined,
  signals: WatchedSignals,
): Observation {
  return { context, action, loaded, session, signals, position, version, used: NONE_USED }
}

const NONE_USED: readonly Authentication[] = []

function findSession(engine: Engine, context: TrustContext, exchange: unknown): MaybePromise<LoadedSession> {
  try {
    const asked = verifyCredential(engine.credentials, context, exchange)
    if (!isPromise(asked)) return loadVerified(engine, context, asked)
    const verified = within(engine.clock, engine.hookTimeoutMs, asked, late) as Promise<VerifiedCredentials>
    return verified.then((credentials) => loadVerified(engine, context, credentials)).catch(unverified)
  } catch (error) {
    return unverified(error)
  }
}

function loadVerified(
  engine: Engine,
  context: TrustContext,
  credentials: VerifiedCredentials,
): MaybePromise<LoadedSession> {
  const notReady = credentials.presented.length === 0 ? undefined : engine.notReady()
  if (notReady !== undefined) return { kind: 'fault', source: 'store', error: new Error(notReady) }
  return loadSession(engine.load, context, credentials)
}

const unverified = (error: unknown): LoadedSession => ({ kind: 'fault', source: 'credential', error })
const late = (): Error => new Error('a credential could not be checked in time')
