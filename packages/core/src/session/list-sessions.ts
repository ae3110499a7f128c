import { withDeadline } from '../deadline.ts'
import type { Engine } from '../engine.ts'
import { MisuseError } from '../errors.ts'
import { didYouMean } from '../nearest-name.ts'
import type { SessionPage } from '../store/store.ts'
import { standingOf } from './ended-in-log.ts'
import type { ListOf } from './list-of.ts'
import type { SessionRecord } from './session-record.ts'

const MEMBERS = ['subject', 'tenant', 'after', 'limit']

/** A page of sessions as they stand now: one that a revocation ended is shown as ended, though its row does not say so. */
export async function listSessions(engine: Engine, of: ListOf = {}): Promise<SessionPage> {
  for (const name of Object.keys(of)) {
    if (!MEMBERS.includes(name)) throw new MisuseError(`sessions() takes no "${name}"`, didYouMean(name, MEMBERS))
  }
  const { subject, tenant = subject?.tenant, after, limit } = of
  if (engine.tenanted && tenant === undefined)
    throw new MisuseError(
      'With the `tenant` option sessions are listed by tenant',
      "Write sessions({ tenant: 'a', … })",
    )
  const page = await withDeadline(engine.clock, engine.storeTimeoutMs, 'sessions.page', () =>
    engine.store.sessions.page({ tenant: tenant ?? '', subject, after, limit }),
  )
  return { ...page, sessions: page.sessions.map((one) => asRevoked(engine, one)) }
}

function asRevoked(engine: Engine, record: SessionRecord): SessionRecord {
  if (record.ended !== undefined) return record
  const end = engine.log.endOf(standingOf(record), engine.clock.now(), engine.leewayMs)
  return end === undefined
    ? record
    : { ...record, ended: { at: end.at, reason: end.reason ?? 'revoked', by: 'revocation' } }
}
