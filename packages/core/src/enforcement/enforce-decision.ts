import { type NewChange, subjectTargets, targetKey } from '../changes/change.ts'
import { targetsOf } from '../changes/change-log.ts'
import { withDeadline } from '../deadline.ts'
import { causeName, type HeldNarrowing, type Narrowing } from '../decision/causes.ts'
import type { Decided } from '../decision/decide.ts'
import type { OpenCause } from '../decision/decision.ts'
import type { Engine } from '../engine.ts'
import { type MaybePromise, orElse, whenReady } from '../ready.ts'
import { answerCauses } from '../session/answer-causes.ts'
import { type Authentication, isSameProof, withProof } from '../session/authentication.ts'
import { hostOf, type LiveSession } from '../session/loaded-session.ts'
import { MAX_PRESENTERS, type SessionRecord, type Standing, withLast } from '../session/session-record.ts'
import { endHost } from './end-host.ts'
import { endSession } from './end-session.ts'

/** What became of a decision's effects.  */
export type Enforced =
  | { readonly kind: 'done'; readonly record: SessionRecord; readonly used?: Authentication | undefined }
  | { readonly kind: 'ended'; readonly stored: boolean; readonly endedAtHost: boolean }
  /** The record moved: judge again over it, or over a new look where it is not given. */
  | { readonly kind: 'again'; readonly record: SessionRecord | undefined }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Stage 8: writes what the decision does to the session. It can only turn an answer into a 503. */
export function enforceDecision(
  engine: Engine,
  live: LiveSession,
  { decision, spend }: Decided,
): MaybePromise<Enforced> {
  const { end, narrow } = decision.effects
  if (end !== undefined) {
    // Ours first: it is what refuses every copy of a host's session.
    return whenReady(endSession(engine, live.record, end, 'policy'), (stored) =>
      whenReady(endHost(engine, hostOf(live)), (endedAtHost) => ({ kind: 'ended', stored, endedAtHost })),
    )
  }
  const answers =
    live.arrived !== undefined || (live.justAdopted && decision.open.some((one) => one.holds !== 'subject'))
  if (narrow.length === 0 && spend === undefined && !answers) return { kind: 'done', record: live.record }
  return orElse<Enforced, Enforced>(
    () => {
      // What a proof leaves is judged again, and what that judgement still finds is stored then.
      if (answers) return whenReady(takeIn(engine, live, decision.open), (record) => ({ kind: 'again', record }))
      return whenReady(storeNarrowings(engine, live, narrow), () => {
        if (spend === undefined) return { kind: 'done', record: withNarrowings(live.record, narrow) }
        return whenReady(spendProof(engine, live, spend), (record) =>
          record === undefined ? { kind: 'again', record } : { kind: 'done', record, used: spend },
        )
      })
    },
    (error) => {
      engine.events.emit('fault', { source: 'store', error })
      return { kind: 'failed', error }
    },
  )
}

/** The record as it is now stored, so that the next judgement of this request does not narrow again. */
function withNarrowings(record: SessionRecord, narrow: readonly HeldNarrowing[]): SessionRecord {
  const own = narrow.filter((one) => one.holds === 'session')
  return own.length === 0 ? record : { ...record, narrowings: [...record.narrowings, ...own] }
}

/** What cannot be stored holds here at once, and is tried again; the request is a 503 all the same. */
function storeNarrowings(engine: Engine, live: LiveSession, narrow: readonly HeldNarrowing[]): MaybePromise<unknown> {
  return narrow.reduce<MaybePromise<unknown>>((before, { holds, ...cause }) => {
    const { key, subject, handle } = live.record
    const { tenant } = subject
    const target = holds === 'session' ? targetKey.session(tenant, handle) : (subjectTargets(subject)[0] as string)
    const change: NewChange = {
      target,
      tenant,
      kind: `narrowing:${causeName(cause)}`,
      rank: cause.band === 'unknown' ? 0 : cause.band,
      value: cause,
      reason: cause.code,
      keptUntil: cause.until,
    }
    const write = (): MaybePromise<unknown> => {
      const { sessions, changes } = engine.store
      return withDeadline<unknown>(engine.clock, engine.storeTimeoutMs, 'narrow', () =>
        holds === 'session' ? sessions.narrow(key, cause) : changes.append(change),
      )
    }
    return whenReady(before, () =>
      orElse(write, (error) => {
        engine.localChanges.holdNarrowing(change, write)
        throw error
      }),
    )
  }, undefined)
}

/** Takes in what a newer token proved, or a login of a moment ago: it answers the causes that this judgement found open. */
function takeIn(
  engine: Engine,
  live: LiveSession,
  found: readonly OpenCause[],
): MaybePromise<SessionRecord | undefined> {
  const { record, arrived } = live
  const now = engine.clock.now()
  const proof = arrived ?? (record.standing.authentications.at(-1) as Authentication)
  const open = arrived === undefined ? found.filter((one) => one.holds !== 'subject') : found
  const { answered, narrowings } = answerCauses(record, open, proof, now, engine.order)
  const presenters =
    live.presenter.state === 'new' && live.presenter.key !== undefined
      ? withLast(
          record.standing.presenters,
          { key: live.presenter.key, at: proof.at, by: 'raise' as const },
          MAX_PRESENTERS,
        )
      : record.standing.presenters
  const authentications =
    arrived === undefined ? record.standing.authentications : withProof(record.standing.authentications, arrived)
  return swap(engine, live, { authentications, answered, presenters }, narrowings, proof.at)
}

/** Uses a proof up, by compare-and-set: of two requests with the same proof one is released. */
function spendProof(engine: Engine, live: LiveSession, used: Authentication): MaybePromise<SessionRecord | undefined> {
  const { standing, narrowings } = live.record
  const spentAt = engine.clock.now()
  const authentications = standing.authentications.map((one) => (isSameProof(one, used) ? { ...one, spentAt } : one))
  return swap(engine, live, { ...standing, authentications }, narrowings)
}

function swap(
  engine: Engine,
  live: LiveSession,
  standing: Standing,
  narrowings: readonly Narrowing[],
  adoptedAuthTime = live.record.adoptedAuthTime,
): MaybePromise<SessionRecord | undefined> {
  const { key, revision } = live.record
  const swapped = withDeadline(engine.clock, engine.storeTimeoutMs, 'sessions.raise', () =>
    engine.store.sessions.raise(key, revision, { standing, narrowings, adoptedAuthTime }),
  )
  return whenReady(swapped, (answer) => (answer.kind === 'done' ? answer.record : undefined))
}

/** The stored causes of a session: its own, and those of its subject. */
export function storedNarrowings(engine: Engine, record: SessionRecord, now: number): readonly HeldNarrowing[] {
  const { narrowings } = record
  const held = engine.log.narrowingsOf(targetsOf(record), now)
  if (held.length === 0 && narrowings.length === 0) return NONE
  return [
    ...narrowings.map((one) => ({ ...one, holds: 'session' as const })),
    ...held.map((one) => ({ ...one, holds: 'subject' as const })),
  ]
}

const NONE: readonly HeldNarrowing[] = []
