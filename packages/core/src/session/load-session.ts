import type { ChangeLog } from '../changes/change-log.ts'
import type { Clock } from '../clock.ts'
import type { TrustContext } from '../context/build-context.ts'
import type { Names } from '../context/keyed-names.ts'
import type { Presented, VerifiedCredentials } from '../credentials/verify-credential.ts'
import { withDeadline } from '../deadline.ts'
import { StoreUnavailableError } from '../errors.ts'
import { isPromise, type MaybePromise, orElse, whenReady } from '../ready.ts'
import type { SessionAnswer, SessionRead, Store } from '../store/store.ts'
import { adoptSession } from './adopt.ts'
import type { LiveSession, LoadedSession } from './loaded-session.ts'
import { openCookieSession } from './open-cookie-session.ts'
import { presenterNames } from './presenter.ts'
import type { RecentSessions } from './recent-sessions.ts'
import { sessionKey } from './session-record.ts'

export interface LoadSettings {
  readonly store: Store
  readonly log: ChangeLog
  readonly clock: Clock
  readonly leewayMs: number
  readonly storeTimeoutMs: number
  readonly recent: RecentSessions
  readonly names: Names
}

/** Stage 4: one read of the session that the credential names. What could not be asked is a fault, never absence. */
export function loadSession(
  settings: LoadSettings,
  context: TrustContext,
  verified: VerifiedCredentials,
): MaybePromise<LoadedSession> {
  const { presented, dead } = verified
  if (dead !== undefined) return besideDead(settings, context, verified, dead)
  if (presented.length === 0) return { kind: 'none', reason: verified.reason, detail: verified.detail }
  if (presented.length === 1) return loadOne(settings, context, presented[0] as Presented)
  const loaded = presented.map((one) => loadOne(settings, context, one))
  return loaded.some(isPromise) ? Promise.all(loaded).then(chooseOne) : chooseOne(loaded as LoadedSession[])
}

/** A dead credential decides, but not what of a host's session beside it: one that is dead too has to be ended there. */
function besideDead(
  settings: LoadSettings,
  context: TrustContext,
  { presented }: VerifiedCredentials,
  { reason, scheme, host }: NonNullable<VerifiedCredentials['dead']>,
): MaybePromise<LoadedSession> {
  const dead: LoadedSession = { kind: 'dead', reason, scheme, host }
  const ofHost = presented.find((one) => one.presented.kind === 'claims' && one.presented.host !== undefined)
  if (ofHost === undefined) return dead
  return whenReady(loadOne(settings, context, ofHost), (loaded) => chooseOne([dead, loaded]))
}

function loadOne(settings: LoadSettings, context: TrustContext, one: Presented): MaybePromise<LoadedSession> {
  const look = lookOf(one, context, settings)
  try {
    const loaded = lookUp(settings, context, one, look)
    return isPromise(loaded) ? loaded.catch((error) => lastKnown(settings, context, one, look.key, error)) : loaded
  } catch (error) {
    return lastKnown(settings, context, one, look.key, error)
  }
}

/** What is asked of the store: the row, and for a fleet a place in it. */
function lookOf({ presented }: Presented, context: TrustContext, { names }: LoadSettings): SessionRead {
  if (presented.kind === 'secret') return { key: sessionKey(context.tenant, presented.handle) }
  const key = sessionKey(context.tenant, presented.lineage[0])
  if (presented.places <= 1) return { key }
  return { key, presenter: { key: presenterNames(presented, context, names)[0] as string, places: presented.places } }
}

function lookUp(
  settings: LoadSettings,
  context: TrustContext,
  one: Presented,
  look: SessionRead,
): MaybePromise<LoadedSession> {
  const answer = readSession(settings, look)
  const opened = isPromise(answer)
    ? answer.then((found) => open(settings, context, one, found))
    : open(settings, context, one, answer)
  return isPromise(opened)
    ? opened.then((session) => keep(settings, context, session))
    : keep(settings, context, opened)
}

function open(
  settings: LoadSettings,
  context: TrustContext,
  { credential, presented }: Presented,
  answer: SessionAnswer,
): MaybePromise<LoadedSession> {
  return presented.kind === 'secret'
    ? openCookieSession(settings, credential, presented, answer)
    : adoptSession(settings, credential, presented, context, answer)
}

function keep({ recent }: LoadSettings, { now }: TrustContext, session: LoadedSession): LoadedSession {
  if (session.kind === 'live') recent.keep(session.record, now)
  return session
}

/** Opened as if it had just been read, but marked: the engine lets it read only, and takes nothing in. */
function lastKnown(
  settings: LoadSettings,
  context: TrustContext,
  one: Presented,
  key: string,
  error: unknown,
): MaybePromise<LoadedSession> {
  const fault: LoadedSession = { kind: 'fault', source: 'store', error }
  const record = settings.recent.get(key, context.now)
  if (record === undefined || !(error instanceof StoreUnavailableError)) return fault
  const answer: SessionAnswer = { kind: 'found', record, now: context.now, claim: 'none' }
  return orElse<LoadedSession, LoadedSession>(
    () =>
      whenReady(open(settings, context, one, answer), (session) =>
        session.kind === 'live' ? { ...session, lastKnown: true, arrived: undefined, justAdopted: false } : session,
      ),
    () => fault,
  )
}

/** Reads within the deadline. Whatever a store throws means that it could not be asked. */
export function readSession(
  { store, clock, storeTimeoutMs }: Pick<LoadSettings, 'store' | 'clock' | 'storeTimeoutMs'>,
  read: SessionRead,
): MaybePromise<SessionAnswer> {
  return withDeadline(clock, storeTimeoutMs, 'sessions.read', () => store.sessions.read(read))
}

/**
 * Of several credentials the first that is alive wins, if all that are alive name the same subject. Two live sessions in
 * two cookies of ours are refused: one of them was planted. Of several that are dead the one that its host keeps still counts.
 */
function chooseOne(loaded: readonly LoadedSession[]): LoadedSession {
  const fault = loaded.find((one) => one.kind === 'fault')
  if (fault !== undefined) return fault
  const ended = loaded.filter((one) => one.kind === 'dead')
  const dead = ended.find((one) => one.host !== undefined) ?? ended[0]
  if (dead !== undefined) return dead
  const live = loaded.filter((one): one is LiveSession => one.kind === 'live')
  const first = live[0]
  if (first === undefined)
    return loaded.find((one) => one.kind === 'none' && one.reason === 'secret.spent') ?? (loaded[0] as LoadedSession)
  for (const other of live.slice(1)) {
    const twoCookies = other.credential === first.credential && other.record.key !== first.record.key
    const a = first.record.subject
    const b = other.record.subject
    if (twoCookies || a.id !== b.id || a.issuer !== b.issuer) return { kind: 'ambiguous' }
  }
  return first
}
