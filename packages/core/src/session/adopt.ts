import { subjectTargets, targetKey } from '../changes/change.ts'
import { type ChangeLog, targetsOf } from '../changes/change-log.ts'
import type { TrustContext } from '../context/build-context.ts'
import type { Credential, PresentedClaims } from '../credentials/credential.ts'
import { type MaybePromise, whenReady } from '../ready.ts'
import type { SessionAnswer, Store } from '../store/store.ts'
import type { Authentication } from './authentication.ts'
import { overBecause } from './lifetime.ts'
import type { LoadedSession } from './loaded-session.ts'
import { presenterNames, recognise } from './presenter.ts'
import { type SessionRecord, type Standing, sessionKey } from './session-record.ts'

/** A login this young answers what the first judgement of its session finds open. */
const JUST_NOW_MS = 60_000

/** What adopting needs of the engine. */
export interface AdoptSettings {
  readonly store: Store
  readonly log: ChangeLog
  readonly leewayMs: number
  readonly names: (name: string) => readonly string[]
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
  const dead = (endedReason?: string): LoadedSession => ({
    kind: 'dead',
    reason: 'session.ended',
    scheme: claims.scheme,
    endedReason,
  })
  const { now } = answer
  const names = presenterNames(claims, context, settings.names)
  const position = settings.log.position

  if (answer.kind === 'absent') {
    const refused = endedInLog(settings, claims, now)
    if (refused !== undefined)
      return refused === 'age-unknown' ? { kind: 'none', reason: 'credential.age-unknown' } : dead(refused)
    return begin(undefined)
  }

  const { record } = answer
  const endedAt = record.ended?.at ?? settings.log.endOf(standingOf(record), now, settings.leewayMs)?.at
  if (endedAt !== undefined) {
    // It reopens only for a proof made after the end: in whole seconds, with doubt against the session.
    const reopens =
      claims.authTime !== undefined && Math.floor(claims.authTime / 1000) * 1000 > endedAt + settings.leewayMs
    if (!reopens || endedInLog(settings, claims, now) !== undefined) return dead(record.ended?.reason)
    return whenReady(
      settings.store.sessions.end(record.key, { at: endedAt, reason: 'revoked', by: 'revocation' }),
      () => begin(claims.authTime),
    )
  }
  if (overBecause(record, now, settings.leewayMs) !== undefined)
    return { kind: 'dead', reason: 'session.expired', scheme: claims.scheme }
  return live(record, now)

  function begin(endedBefore: number | undefined): MaybePromise<LoadedSession> {
    const fresh = recordOf(settings, credential, claims, now, position, names[0] as string)
    return whenReady(
      settings.store.sessions.create(fresh, endedBefore === undefined ? undefined : { endedBefore }),
      ({ created }) => {
        if (created) return live(fresh, now, claims.authTime !== undefined && now - claims.authTime < JUST_NOW_MS)
        // Somebody else adopted it in the meantime: theirs is the one row.
        return whenReady(settings.store.sessions.read({ key: fresh.key }), (again) =>
          again.kind === 'found' && again.record.ended === undefined ? live(again.record, again.now) : dead(),
        )
      },
    )
  }

  function live(found: SessionRecord, storeNow: number, justAdopted = false): LoadedSession {
    const standing = standingAt(found.standing, claims.authTime)
    return {
      kind: 'live',
      credential,
      presented: claims,
      record: found,
      standing,
      presenter: recognise(names, standing),
      storeNow,
      lastKnown: false,
      arrived: arrivedWith(claims, found),
      justAdopted,
      beginsOverlap: false,
    }
  }
}

/** An older token has only the authentications and answers that are not newer than its own proof. */
function standingAt(standing: Standing, authTime: number | undefined): Standing {
  if (authTime === undefined || standing.authentications.every((one) => one.at <= authTime)) return standing
  return {
    authentications: standing.authentications.filter((one) => one.at <= authTime),
    answered: standing.answered.filter((one) => one.at <= authTime),
    presenters: standing.presenters.filter((one) => one.by !== 'raise' || one.at <= authTime),
  }
}

function arrivedWith(claims: PresentedClaims, record: SessionRecord): Authentication | undefined {
  const { authTime } = claims
  if (claims.subject.kind !== 'human' || authTime === undefined || authTime <= (record.adoptedAuthTime ?? 0))
    return undefined
  return { acr: claims.acr, amr: claims.amr, at: authTime, by: 'raise' }
}

/** Compared before a row exists: with the ends of its lineage, its subject and its tenant. */
function endedInLog(
  { log, leewayMs }: AdoptSettings,
  claims: PresentedClaims,
  now: number,
): 'age-unknown' | string | undefined {
  const { subject } = claims
  const targets = [
    ...subjectTargets(subject),
    ...claims.lineage.map((form) => targetKey.credential(subject.tenant, form)),
    targetKey.tenant(subject.tenant),
  ]
  // A person's token that does not say when it was authenticated is as old as it could be.
  const authenticatedAt = claims.authTime ?? 0
  const end = log.endOf({ targets, position: 0, authenticatedAt, adopted: true }, now, leewayMs)
  if (end === undefined) return undefined
  return claims.authTime === undefined ? 'age-unknown' : (end.reason ?? 'revoked')
}

/** What of a record is compared with ends. */
export function standingOf(record: SessionRecord): Parameters<ChangeLog['endOf']>[0] {
  let authenticatedAt = record.adoptedAuthTime ?? 0
  for (const one of record.standing.authentications) authenticatedAt = Math.max(authenticatedAt, one.at)
  return {
    targets: targetsOf(record),
    position: record.position,
    authenticatedAt,
    adopted: record.secrets === undefined,
  }
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
    adoptedAuthTime: claims.authTime,
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
