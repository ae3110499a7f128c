import { subjectTargets, targetKey } from '../changes/change.ts'
import { randomToken } from '../crypto.ts'
import { withDeadline } from '../deadline.ts'
import type { Engine } from '../engine.ts'
import { MisuseError } from '../errors.ts'
import type { Observation } from '../observe-request.ts'
import { endedRefusal } from '../refusal/problem.ts'
import { TrustRefusal } from '../refusal/refusal.ts'
import { checkSubject, type Subject } from '../subject.ts'
import type { Login } from '../trust.ts'
import { type Carried, cookiePart, newSecret } from './new-secret.ts'
import { readProof } from './read-proof.ts'
import { type SessionRecord, sessionKey } from './session-record.ts'
import { updateBaseline } from './update-baseline.ts'

const HANDLE_BYTES = 16
/** Handles are 128 random bits: a second collision in a row means that the generator is broken. */
const TRIES = 2

/** Begins a session of our own cookie for somebody who has just proved who they are. */
export async function beginSession(
  engine: Engine,
  observation: Observation,
  login: Login,
  known: readonly string[],
): Promise<Carried> {
  const { context } = observation
  const cookie = cookiePart(engine)
  const subject = subjectOf(context.tenant, login)
  const at = readProof(engine, login, context.now)
  refuseOldProof(engine, observation, subject, login.at === undefined ? undefined : at)
  const secret = newSecret(engine, known)
  const beganAt = engine.clock.now()

  for (let tries = 0; tries < TRIES; tries++) {
    const handle = randomToken(HANDLE_BYTES)
    const record: SessionRecord = {
      key: sessionKey(subject.tenant, handle),
      handle,
      credential: 'cookieSession',
      subject,
      lineage: [],
      revision: 1,
      // By when its request began: a revocation that came while the person logged in ends this one too.
      position: observation.position,
      beganAt,
      lastSeenAt: beganAt,
      idleMs: cookie.idleMs,
      expiresAt: beganAt + cookie.absoluteMs,
      keptUntil: beganAt + cookie.absoluteMs + engine.leewayMs,
      secrets: { current: secret.hash, spent: [] },
      standing: {
        authentications: [{ acr: login.acr, amr: login.amr, at: Math.min(at, beganAt), by: 'begin' }],
        answered: [],
        presenters: [{ key: secret.presenter, at: beganAt, by: 'begin' }],
      },
      narrowings: [],
      baseline: updateBaseline(
        { networks: [], kinds: [] },
        context,
        observation.action,
        observation.signals.signals,
        engine.placeSignal,
      ),
    }
    const { created } = await withDeadline(engine.clock, engine.storeTimeoutMs, 'sessions.create', () =>
      engine.store.sessions.create(record),
    )
    if (!created) continue
    engine.events.emit('began', { handle })
    return secret.carry(record)
  }
  throw new Error('two random handles in a row were taken')
}

/**
 * A login that somebody else saw (`at`) is compared with revocations like an `auth_time`: a provider that answers from its
 * own old session has proved nothing since the revocation.
 */
function refuseOldProof(engine: Engine, { position }: Observation, subject: Subject, at: number | undefined): void {
  if (at === undefined) return
  const targets = [...subjectTargets(subject), targetKey.tenant(subject.tenant)]
  const standing = { targets, position, authenticatedAt: at, adopted: true }
  if (engine.log.endOf(standing, engine.clock.now(), engine.leewayMs) === undefined) return
  throw new TrustRefusal(endedRefusal(engine.scheme))
}

function subjectOf(tenant: string, login: Login | undefined): SessionRecord['subject'] {
  const subject = login?.subject
  if (typeof subject !== 'object' || subject === null)
    throw new MisuseError(
      'A login needs a subject',
      "Call begin({ subject: { id: String(user.id) }, acr: 'pwd', amr: ['pwd'] })",
    )
  checkSubject('of a login', subject)
  if (subject.tenant !== undefined && subject.tenant !== tenant) {
    throw new MisuseError(
      `The login names tenant "${subject.tenant}", the request belongs to "${tenant}"`,
      'Leave `tenant` out: a session is always of its request’s tenant',
    )
  }
  return { tenant, issuer: subject.issuer ?? '', id: subject.id, kind: subject.kind ?? 'human' }
}
