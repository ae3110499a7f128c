import type { CookiePart, Credential, PresentedClaims, SecretCookie } from '../credentials/credential.ts'
import { randomToken, sha256 } from '../crypto.ts'
import type { Engine } from '../engine.ts'
import { MisuseError } from '../errors.ts'
import type { LiveSession } from './loaded-session.ts'
import type { SessionRecord } from './session-record.ts'

const SECRET_BYTES = 32
const DEVICE_BYTES = 16

/** A session that was begun or raised, and the cookies that carry it. */
export interface Carried {
  readonly live: LiveSession
  readonly cookies: readonly string[]
}

/** A secret that was just made. */
export interface NewSecret {
  /** What is stored of it. */
  readonly hash: string
  /** The stored key of who will hold it; undefined where the request does not tell. */
  readonly presenter: string | undefined
  /** The session as the one who gets the secret holds it, with the cookies that carry it. */
  carry(record: SessionRecord): Carried
}

/**
 * Makes a secret for our own cookie. `known` are the keyed names of the device cookie that the request shows; a device that
 * shows none gets one.
 */
export function newSecret(engine: Engine, known: readonly string[]): NewSecret & { readonly presenter: string } {
  const cookie = cookiePart(engine)
  const secret = randomToken(SECRET_BYTES)
  const device = known.length > 0 ? undefined : randomToken(DEVICE_BYTES)
  const presenter = device === undefined ? (known[0] as string) : engine.names.of('device', device)
  return {
    hash: sha256(secret),
    presenter,
    carry: (record) => ({
      live: liveOf(engine, record, presenter),
      cookies: [cookie.write(record.handle, secret), ...(device === undefined ? [] : [cookie.writeDevice(device)])],
    }),
  }
}

/** Makes a secret for whoever raises this session: in our own cookie, or in the companion of a host's. */
export function nextSecret(engine: Engine, live: LiveSession): NewSecret {
  const { presented, credential, presenter } = live
  if (presented.kind === 'secret') return newSecret(engine, presented.device)
  const secret = randomToken(SECRET_BYTES)
  const hash = sha256(secret)
  return {
    hash,
    presenter: presenter.key,
    carry: (record) => ({
      live: heldBy({ ...live, presented: withCompanion(presented, hash) }, engine, record, presenter.key),
      cookies: [secretCookieOf(credential).write(record.handle, secret)],
    }),
  }
}

function withCompanion(presented: PresentedClaims, companion: string): PresentedClaims {
  return presented.host === undefined ? presented : { ...presented, host: { ...presented.host, companion } }
}

/** The cookie in which a raise under this credential is carried. */
export function secretCookieOf(credential: Credential): SecretCookie {
  const carrier = credential.cookie ?? credential.companion
  if (carrier === undefined) throw new TypeError(`${credential.name} has no cookie that carries a secret`)
  return carrier
}

/** The engine's own cookie, or the way to one. */
export function cookiePart(engine: Engine): CookiePart {
  if (engine.cookie === undefined)
    throw new MisuseError(
      'There is no cookie to begin a session with',
      'Add cookieSession() to `credentials`; sessions of tokens and of a host begin by themselves',
    )
  return engine.cookie
}

/** A session as the one who has just begun it holds it. */
function liveOf(engine: Engine, record: SessionRecord, presenter: string): LiveSession {
  const credential = engine.credentials.find((one) => one.cookie !== undefined) as LiveSession['credential']
  const presented = {
    kind: 'secret',
    handle: record.handle,
    secret: record.secrets?.current ?? '',
    device: [presenter],
  } as const
  return heldBy({ credential, presented }, engine, record, presenter)
}

/** A session as whoever holds its newest secret has it. */
function heldBy(
  { credential, presented }: Pick<LiveSession, 'credential' | 'presented'>,
  engine: Engine,
  record: SessionRecord,
  presenter: string | undefined,
): LiveSession {
  return {
    kind: 'live',
    credential,
    presented,
    record,
    standing: record.standing,
    presenter: { key: presenter, state: 'admitted' },
    storeNow: engine.clock.now(),
    lastKnown: false,
    arrived: undefined,
    justAdopted: false,
    beginsOverlap: false,
    showsSpent: false,
  }
}
