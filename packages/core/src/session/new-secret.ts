import type { CookiePart } from '../credentials/credential.ts'
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

/** A secret that was just made, for whoever holds the device; a device that shows no cookie of its own gets one. */
export interface NewSecret {
  /** What is stored of it. */
  readonly hash: string
  /** The stored key of the device. */
  readonly presenter: string
  /** The session as the one who gets the secret holds it, with the cookies that carry it. */
  carry(record: SessionRecord): Carried
}

/** Makes a secret. `known` are the keyed names of the device cookie that the request shows; none where it shows none. */
export function newSecret(engine: Engine, known: readonly string[]): NewSecret {
  const cookie = cookiePart(engine)
  const secret = randomToken(SECRET_BYTES)
  const device = known.length > 0 ? undefined : randomToken(DEVICE_BYTES)
  const presenter = device === undefined ? (known[0] as string) : engine.names.of(`device:${device}`)
  return {
    hash: sha256(secret),
    presenter,
    carry: (record) => ({
      live: liveOf(engine, record, presenter),
      cookies: [cookie.write(record.handle, secret), ...(device === undefined ? [] : [cookie.writeDevice(device)])],
    }),
  }
}

/** The engine's own cookie, or the way to one. */
export function cookiePart(engine: Engine): CookiePart {
  if (engine.cookie === undefined)
    throw new MisuseError(
      'There is no cookie to begin a session with',
      'Add cookieSession() to `credentials`; sessions of tokens begin by themselves',
    )
  return engine.cookie
}

/** A session as the one who has just begun or raised it holds it. */
function liveOf(engine: Engine, record: SessionRecord, presenter: string): LiveSession {
  const credential = engine.credentials.find((one) => one.cookie !== undefined) as LiveSession['credential']
  return {
    kind: 'live',
    credential,
    presented: { kind: 'secret', handle: record.handle, secret: record.secrets?.current ?? '', device: [presenter] },
    record,
    standing: record.standing,
    presenter: { key: presenter, state: 'admitted' },
    storeNow: engine.clock.now(),
    lastKnown: false,
    arrived: undefined,
    justAdopted: false,
    beginsOverlap: false,
  }
}
