import { subjectTargets, targetKey } from '../changes/change.ts'
import type { ChangeLog } from '../changes/change-log.ts'
import type { Clock } from '../clock.ts'
import type { TrustContext } from '../context/build-context.ts'
import type { Names } from '../context/keyed-names.ts'
import type { Credential, PresentedClaims } from '../credentials/credential.ts'
import { withDeadline } from '../deadline.ts'
import { StoreUnavailableError } from '../errors.ts'
import { type MaybePromise, whenReady } from '../ready.ts'
import type { SessionAnswer, Store } from '../store/store.ts'
import type { Authentication } from './authentication.ts'
import { standingOf } from './ended-in-log.ts'
import { overBecause } from './lifetime.ts'
import type { LoadedSession } from './loaded-session.ts'
import { beginsOverlap, matchSecret } from './match-secret.ts'
import { presenterNames, recognise } from './presenter.ts'
import { type Ending, type SessionRecord, type Standing, sessionKey } from './session-record.ts'
import { shownStanding } from './shown-standing.ts'

/** A login this young answers what the first judgement of its session finds open. */
const JUST_NOW_MS = 60_000
/** Apps and logins under one `sid`. */
const MAX_FORMS = 32
const MAX_ROUNDS = 8

/** What ended a lineage, as its record or the log of changes says it. */
interface End {
  readonly at: number
  readonly reason?: string | undefined
}

/** What adopting needs of the engine. */
export interface AdoptSettings {
  readonly store: Store
  readonly log: ChangeLog
  readonly clock: Clock
  readonly leewayMs: number
  readonly storeTimeoutMs: number
  readonly names: Names
}

/**
 * Finds or begins the session of somebody else's credential. All tokens of one login stand on one record; a token shows
 * only what its own `auth_time` covers, and one from before a revocation never comes back by being refreshed.
 */
export function adoptSession(
  settings: AdoptSettings,
  credential: Credential,
  claims: PresentedClaims,
  context: TrustContext,
  answer: SessionAnswer,
): MaybePromise<LoadedSession> {
  const dead = (end?: End): LoadedSession => ({
    kind: 'dead',
    // A login after the end by its own clock, but not by more than clocks may differ: only a later one helps.
    reason: end !== undefined && (claims.since ?? 0) > end.at ? 'session.too-soon' : 'session.ended',
    detail: end?.reason,
    scheme: claims.scheme,
    host: claims.host,
  })
  const { now } = answer
  const store = settings.store.sessions
  const names = presenterNames(claims, context, settings.names)
  const position = settings.log.position

  if (answer.kind === 'absent') {
    const refused = endedInLog(settings, claims, now)
    if (refused !== undefined)
      return refused === 'age-unknown' ? { kind: 'none', reason: 'credential.age-unknown' } : dead(refused)
    return begin(undefined)
  }

  const { record } = answer
  // A lineage is one subject's. Whoever shows another under it is not let in as the first.
  if (record.subject.issuer !== claims.subject.issuer || record.subject.id !== claims.subject.id)
    return { kind: 'ambiguous' }
  const end = record.ended ?? settings.log.endOf(standingOf(record), now, settings.leewayMs)
  if (end !== undefined) {
    // It reopens only for a proof made after the end: in whole seconds, with doubt against the session. The row of a host's
    // login is of that login alone.
    const { since, host } = claims
    const reopens = !host && since !== undefined && Math.floor(since / 1000) * 1000 > end.at + settings.leewayMs
    const again = endedInLog(settings, claims, now)
    if (!reopens || again !== undefined) return dead(again === undefined || again === 'age-unknown' ? end : again)
    return beginOver({ at: end.at, reason: 'revoked', by: 'revocation' }, since)
  }
  const over = overBecause(record, now, settings.leewayMs)
  if (over === undefined) return goOn(record, now)
  if (over !== 'session.expired' || endedInLog(settings, claims, now) !== undefined)
    return { kind: 'dead', reason: over, scheme: claims.scheme, host: claims.host }
  // The token itself is young enough, or it would not be here: what is over is the session of an earlier one.
  return beginOver({ at: record.expiresAt, reason: 'expired', by: 'policy' }, record.expiresAt + 1)

  function beginOver(ending: Ending, endedBefore: number): MaybePromise<LoadedSession> {
    return whenReady(
      inTime('sessions.end', () => store.end(record.key, ending)),
      () => begin(endedBefore),
    )
  }

  function begin(endedBefore: number | undefined): MaybePromise<LoadedSession> {
    const fresh = recordOf(settings, credential, claims, now, position, names[0] as string)
    const over = endedBefore === undefined ? undefined : { endedBefore }
    return whenReady(
      inTime('sessions.create', () => store.create(fresh, over)),
      ({ created }) => {
        if (created) return live(fresh, now, isJustNow(claims, now))
        // Somebody else adopted it in the meantime: theirs is the one row.
        return lookAgain(fresh.key, 0)
      },
    )
  }

  function inTime<T>(operation: string, ask: () => MaybePromise<T>): MaybePromise<T> {
    return withDeadline(settings.clock, settings.storeTimeoutMs, operation, ask)
  }

  /** A session that a newer login reopened does not carry along the tokens from before its end. */
  function goOn(found: SessionRecord, storeNow: number, round = 0): MaybePromise<LoadedSession> {
    const ended = endedInLog(settings, claims, storeNow)
    if (ended !== undefined) return dead(ended === 'age-unknown' ? undefined : ended)
    const { key, revision, lineage, standing, narrowings } = found
    const forms = claims.lineage.filter((form) => !lineage.includes(form))
    if (forms.length === 0) return live(found, storeNow)
    // Another form of the same lineage is written down, so that an end of the session is an end of it too. What cannot be
    // written down any more would live on by itself.
    if (lineage.length + forms.length > MAX_FORMS) return dead()
    const next = { standing, narrowings, lineage: [...lineage, ...forms] }
    return whenReady(
      inTime('sessions.raise', () => store.raise(key, revision, next)),
      (swapped) => {
        if (swapped.kind === 'done') return live(swapped.record, storeNow)
        if (swapped.kind === 'gone') return dead()
        if (round >= MAX_ROUNDS) throw new StoreUnavailableError('sessions.raise', new Error('the record keeps moving'))
        return lookAgain(key, round + 1)
      },
    )
  }

  /** Another request wrote the record in the meantime. */
  function lookAgain(key: string, round: number): MaybePromise<LoadedSession> {
    return whenReady(
      inTime('sessions.read', () => store.read({ key })),
      (again) =>
        again.kind === 'found' && again.record.ended === undefined ? goOn(again.record, again.now, round) : dead(),
    )
  }

  function live(found: SessionRecord, storeNow: number, justAdopted = false): LoadedSession {
    const { presented, match } = withCompanion(claims, found, storeNow)
    const standing = shownStanding(presented, found) as Standing
    return {
      kind: 'live',
      credential,
      presented,
      record: found,
      standing,
      presenter: recognise(names, standing),
      storeNow,
      lastKnown: false,
      arrived: arrivedWith(claims, found),
      justAdopted,
      beginsOverlap: beginsOverlap(found.secrets, match),
      showsSpent: match === 'spent',
    }
  }
}

/** What is presented, without a companion that raises nothing (any more): the host's session is good without it. */
function withCompanion(
  claims: PresentedClaims,
  { secrets }: SessionRecord,
  now: number,
): { readonly presented: PresentedClaims; readonly match: ReturnType<typeof matchSecret> } {
  const { host } = claims
  if (host?.companion === undefined) return { presented: claims, match: 'unknown' }
  const match = secrets === undefined ? 'unknown' : matchSecret(secrets, host.companion, now)
  if (match === 'current' || match === 'previous') return { presented: claims, match }
  return { presented: { ...claims, host: { ...host, companion: undefined } }, match }
}

/** A person's login of a moment ago. A program's young token answers nothing. */
function isJustNow({ subject, authTime }: PresentedClaims, now: number): boolean {
  return subject.kind === 'human' && authTime !== undefined && now - authTime < JUST_NOW_MS
}

/** A newer proof under the same lineage. A host's record is of one login, however far its clock is ahead of ours. */
function arrivedWith(claims: PresentedClaims, record: SessionRecord): Authentication | undefined {
  const { authTime, host } = claims
  if (claims.subject.kind !== 'human' || host !== undefined) return undefined
  if (authTime === undefined || authTime <= (record.adoptedAuthTime ?? 0)) return undefined
  return { acr: claims.acr, amr: claims.amr, at: authTime, by: 'raise' }
}

/** What a token is compared with, whatever its row says: the ends of its session, its lineage, its subject and its tenant. */
function endedInLog(
  { log, leewayMs }: AdoptSettings,
  claims: PresentedClaims,
  now: number,
): 'age-unknown' | End | undefined {
  // A person's token that does not say when it was authenticated is as old as it could be.
  const standing = {
    targets: targetsOfClaims(claims),
    position: undefined,
    authenticatedAt: claims.since ?? 0,
    adopted: true,
  }
  const end = log.endOf(standing, now, leewayMs)
  if (end === undefined) return undefined
  return claims.since === undefined ? 'age-unknown' : end
}

const targetsByClaims = new WeakMap<PresentedClaims, readonly string[]>()

/** The targets that a token stands under. A token that is recognised presents the same claims again. */
function targetsOfClaims(claims: PresentedClaims): readonly string[] {
  const known = targetsByClaims.get(claims)
  if (known !== undefined) return known
  const { subject, lineage } = claims
  const targets = [
    // Where the row was lost when the session was revoked by its handle, nothing else tells of it.
    targetKey.session(subject.tenant, lineage[0]),
    ...subjectTargets(subject),
    ...lineage.map((form) => targetKey.credential(subject.tenant, form)),
    targetKey.tenant(subject.tenant),
  ]
  targetsByClaims.set(claims, targets)
  return targets
}

function recordOf(
  settings: AdoptSettings,
  credential: Credential,
  claims: PresentedClaims,
  now: number,
  position: number,
  presenter: string,
): SessionRecord {
  const { subject } = claims
  const handle = claims.lineage[0]
  const expiresAt = (subject.kind === 'human' ? (claims.authTime ?? now) : now) + claims.maxLifeMs
  return {
    key: sessionKey(subject.tenant, handle),
    handle,
    credential: credential.name,
    subject,
    lineage: claims.lineage,
    revision: 1,
    position,
    adoptedAuthTime: claims.since,
    beganAt: now,
    lastSeenAt: now,
    idleMs: claims.maxLifeMs,
    expiresAt,
    keptUntil: expiresAt + settings.leewayMs,
    standing: {
      authentications: [{ acr: claims.acr, amr: claims.amr, at: claims.authTime ?? 0, by: 'begin' }],
      answered: [],
      presenters: [{ key: presenter, at: now, by: 'begin' }],
    },
    narrowings: [],
    baseline: { networks: [], kinds: [] },
  }
}
