import type { ChangeLog } from '../changes/change-log.ts'
import type { Clock } from '../clock.ts'
import type { TrustContext } from '../context/build-context.ts'
import type { Presented, VerifiedCredentials } from '../credentials/verify-credential.ts'
import { withDeadline } from '../deadline.ts'
import { StoreUnavailableError } from '../errors.ts'
import { isPromise, type MaybePromise, orElse, whenReady } from '../ready.ts'
import type { SessionAnswer, SessionRead, Store } from '../store/store.ts'
import { adoptSession, standingOf } from './adopt.ts'
import type { LiveSession, LoadedSession } from './loaded-session.ts'
import { openCookieSession } from './open-cookie-session.ts'
import { presenterNames } from './presenter.ts'
import type { RecentSessions } from './recent-sessions.ts'
import { type SessionRecord, sessionKey } from './session-record.ts'

export interface LoadSettings {
  readonly store: Store
  readonly log: ChangeLog
  readonly clock: Clock
  readonly leewayMs: number
  readonly storeTimeoutMs: number
  readonly recent: RecentSessions
  readonly names: (name: string) => readonly string[]
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

function loadOne(
  settings: LoadSettings,
  context: TrustContext,
  { credential, presented }: Presented,
): MaybePromise<LoadedSession> {
  const ours = presented.kind === 'secret'
  const key = ours ? sessionKey(context.tenant, presented.handle) : sessionKey(context.tenant, presented.lineage[0])
  const presenter =
    !ours && presented.places > 1
      ? { key: presenterNames(presented, context, settings.names)[0] as string, places: presented.places }
      : undefined
  const open = (answer: SessionAnswer): MaybePromise<LoadedSession> =>
    ours
      ? openCookieSession(
          credential,
          presented,
          answer,
          (record) => isEndedInLog(settings, record, answer.now),
          settings.leewayMs,
        )
      : adoptSession(settings, credential, presented, context, answer)
  const keep = (session: LoadedSession): LoadedSession => {
    if (session.kind === 'live') settings.recent.keep(session.record, context.now)
    return session
  }
  return orElse<LoadedSession, LoadedSession>(
    () => whenReady(whenReady(readSession(settings, { key, presenter }), open), keep),
    (error) => {
      const record = settings.recent.get(key, context.now)
      if (record === undefined || !(error instanceof StoreUnavailableError))
        return { kind: 'fault', source: 'store', error }
      // Opened as if it had just been read, but marked: the engine lets it read only, and takes nothing in.
      return orElse<LoadedSession, LoadedSession>(
        () =>
          whenReady(open({ kind: 'found', record, now: context.now, claim: 'none' }), (session) =>
            session.kind === 'live' ? { ...session, lastKnown: true, arrived: undefined, justAdopted: false } : session,
          ),
        () => ({ kind: 'fault', source: 'store', error }),
      )
    },
  )
}

/** Reads within the deadline. Whatever a store throws means that it could not be asked. */
export function readSession(
  { store, clock, storeTimeoutMs }: Pick<LoadSettings, 'store' | 'clock' | 'storeTimeoutMs'>,
  read: SessionRead,
): MaybePromise<SessionAnswer> {
  return withDeadline(clock, storeTimeoutMs, 'sessions.read', () => store.sessions.read(read))
}

export function isEndedInLog(
  { log, leewayMs }: Pick<LoadSettings, 'log' | 'leewayMs'>,
  record: SessionRecord,
  now: number,
): boolean {
  return log.endOf(standingOf(record), now, leewayMs) !== undefined
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
