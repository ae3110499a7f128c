import { withDeadline } from '../deadline.ts'
import type { AcrOrder } from '../decision/acr-order.ts'
import { sameCause } from '../decision/causes.ts'
import type { OpenCause } from '../decision/decision.ts'
import type { Engine } from '../engine.ts'
import type { Raise } from '../trust.ts'
import { type Answers, answerCauses } from './answer-causes.ts'
import { type Authentication, withProof } from './authentication.ts'
import { isEndedInLog } from './ended-in-log.ts'
import { hostOf, type LiveSession } from './loaded-session.ts'
import { type Carried, nextSecret, secretCookieOf } from './new-secret.ts'
import { readProof } from './read-proof.ts'
import { MAX_PRESENTERS, type Secrets, type SessionRecord, type Standing, withLast } from './session-record.ts'
import { shownStanding } from './shown-standing.ts'

const MAX_SPENT = 4
const TRIES = 4

/**
 * Adds a proof to a session of our own cookie, or of a host with a companion cookie: the causes that its judgement found open are answered, the presenter is
 * admitted, and the secret rotates, so that a copy of the old one is not raised with it. Never longer than before, and on
 * top of what the presented secret shows: whoever proves over an older copy does not get what was proved without them.
 * Undefined where the session ended, or the secret was spent, in the meantime.
 */
export async function raiseSession(
  engine: Engine,
  live: LiveSession,
  raise: Raise,
  open: readonly OpenCause[],
): Promise<Carried | undefined> {
  const now = engine.clock.now()
  const at = readProof(engine, raise, now)
  const proof: Authentication = {
    acr: raise.acr,
    amr: raise.amr,
    at,
    by: 'raise',
    action: raise.action,
    object: raise.object,
  }
  const known = live.presented.kind === 'secret' ? live.presented.device : []
  const { overlapMs } = secretCookieOf(live.credential)
  const secret = nextSecret(engine, live)
  const { presenter } = secret

  let { record } = live
  for (let tries = 0; tries < TRIES; tries++) {
    const shown = shownStanding(live.presented, record)
    // The row of a revoked session does not know it yet.
    if (shown === undefined || isEndedInLog(engine.load, record, now)) break
    const { answered, narrowings } = answerFor(live, { ...record, standing: shown }, open, proof, now, engine.order)
    const presenters =
      presenter === undefined || shown.presenters.some((one) => known.includes(one.key) || one.key === presenter)
        ? shown.presenters
        : withLast(shown.presenters, { key: presenter, at: now, by: 'raise' as const }, MAX_PRESENTERS)
    const standing: Standing = { authentications: withProof(shown.authentications, proof), answered, presenters }
    const next = {
      secrets: rotated(record.secrets, secret.hash, now + overlapMs),
      standing,
      before: record.standing,
      narrowings,
    }
    const swapped = await withDeadline(engine.clock, engine.storeTimeoutMs, 'sessions.rotate', () =>
      engine.store.sessions.rotate(record.key, record.revision, next),
    )
    if (swapped.kind === 'done') {
      engine.recent.keep(swapped.record, now)
      engine.events.emit('raised', { handle: record.handle, acr: raise.acr, action: raise.action })
      return secret.carry(swapped.record)
    }
    if (swapped.kind === 'gone') break
    const again = await withDeadline(engine.clock, engine.storeTimeoutMs, 'sessions.read', () =>
      engine.store.sessions.read({ key: record.key }),
    )
    if (again.kind !== 'found') break
    record = again.record
  }
  engine.events.emit('raise-failed', { handle: record.handle, code: 'session.ended' })
  return undefined
}

/**
 * What the proof leaves answered. Under a host's session what is stored stays: it was answered for the one who holds the
 * companion cookie, and a copy of the host's cookie is still held to it.
 */
function answerFor(
  live: LiveSession,
  record: SessionRecord,
  open: readonly OpenCause[],
  proof: Authentication,
  now: number,
  order: AcrOrder,
): Answers {
  if (hostOf(live) === undefined) return answerCauses(record, open, proof, now, order)
  const isStored = (cause: OpenCause): boolean => record.narrowings.some((one) => sameCause(one, cause))
  const kept = open.map((one) => (isStored(one) ? { ...one, answeredForMs: undefined } : one))
  return { ...answerCauses(record, kept, proof, now, order), narrowings: record.narrowings }
}

/** The one before the previous is spent, but not at once: two raises in a row leave its overlap as it was. */
function rotated(known: Secrets | undefined, next: string, overlapUntil: number): Secrets {
  if (known === undefined) return { current: next, spent: [] }
  const { current, previous, previousUntil, spent } = known
  const over = previous === undefined ? [] : [{ hash: previous, since: previousUntil ?? overlapUntil }]
  return { current: next, previous: current, previousUntil: undefined, spent: [...spent, ...over].slice(-MAX_SPENT) }
}
