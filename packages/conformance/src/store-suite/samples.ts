import { type Narrowing, type NewChange, type SessionRecord, type StoredRecord, storedKey } from '@retrust/core'

/** How long the sessions of these tests last. */
export const LIFE_MS = 3_600_000

/** A live session that began at that instant. */
export function sampleSession(
  at: number,
  {
    tenant = '',
    id = 'alice',
    issuer = '',
    handle = 'handle',
  }: Partial<Record<'tenant' | 'id' | 'issuer' | 'handle', string>> = {},
  over: Partial<SessionRecord> = {},
): SessionRecord {
  return {
    key: storedKey(tenant, handle),
    handle,
    credential: 'cookieSession',
    subject: { tenant, issuer, id, kind: 'human' },
    lineage: [],
    revision: 1,
    position: 0,
    beganAt: at,
    lastSeenAt: at,
    idleMs: 600_000,
    expiresAt: at + LIFE_MS,
    keptUntil: at + LIFE_MS + 5_000,
    secrets: { current: 'first', spent: [] },
    standing: {
      authentications: [{ acr: 'pwd', amr: ['pwd'], at, by: 'begin' }],
      answered: [],
      presenters: [{ key: 'device', at, by: 'begin' }],
    },
    narrowings: [],
    baseline: { networks: ['home'], kinds: [] },
    ...over,
  }
}

/** A stored cause. */
export function sampleNarrowing(at: number, over: Partial<Narrowing> = {}): Narrowing {
  return {
    rule: 'riskScore',
    about: 'risk',
    band: 7,
    code: 'risk.high',
    level: 'read-only',
    at,
    until: at + LIFE_MS,
    ...over,
  }
}

/** An end of one target. */
export function sampleChange(at: number, over: Partial<NewChange> = {}): NewChange {
  return { target: 'alice', tenant: '', kind: 'end', reason: 'revoked', keptUntil: at + LIFE_MS, ...over }
}

/** A small record of a package. */
export function sampleRecord(at: number, over: Partial<StoredRecord> = {}): Omit<StoredRecord, 'revision'> {
  return { key: 'one', value: { left: 3 }, expiresAt: at + LIFE_MS, ...over }
}
