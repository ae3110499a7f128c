import { withDeadline } from '../deadline.ts'
import { type Duration, parseDuration } from '../duration.ts'
import type { Engine } from '../engine.ts'
import { MisuseError, StoreUnavailableError } from '../errors.ts'
import { didYouMean } from '../nearest-name.ts'
import { readSession } from '../session/load-session.ts'
import { sessionKey } from '../session/session-record.ts'
import { type NewChange, type Receipt, type Target, targetKey } from './change.ts'
import { keyOfTarget } from './target-keys.ts'

/** Who revoked, and why; `before` ends only what was authenticated up to that instant. */
export interface Why {
  readonly reason?: string | undefined
  readonly by?: string | undefined
  readonly before?: Date | undefined
}

const DEFAULT_MAX_AGE: Duration = '24h'

/** Ends everything that stands under a target: one append, whatever the number of sessions; of one session also its lineage. */
export async function revoke(engine: Engine, target: Target, why: Why = {}): Promise<Receipt> {
  const { key, tenant } = keyOfTarget(engine, target)
  checkWords(why)
  const before = why.before?.getTime()
  if (why.before !== undefined && !Number.isFinite(before))
    throw new MisuseError('`before` is no instant', 'Give a Date')
  const change: NewChange = {
    target: key,
    tenant,
    kind: before === undefined ? 'end' : 'before',
    rank: before,
    reason: why.reason ?? 'revoked',
    by: why.by,
    keptUntil: engine.clock.now() + engine.maxLifeMs + engine.leewayMs,
  }
  const receipt = await append(engine, change)
  if (!('session' in target)) return receipt
  let last = receipt
  for (const form of await formsOf(engine, tenant, target.session))
    last = await append(engine, { ...change, target: targetKey.credential(tenant, form) })
  return last
}

/** These are kept for as long as the end is, and each process has to be able to read them. */
export function checkWords(words: Pick<Why, 'reason' | 'by'>): void {
  for (const name of ['reason', 'by'] as const) {
    const word: unknown = words[name]
    if (word !== undefined && typeof word !== 'string')
      throw new MisuseError(`\`${name}\` is no text`, `Write for instance ${name}: 'offboarded'`)
  }
}

/** Every form of lineage that a session's tokens showed: a refresh that leaves one of them out is of the same session. */
async function formsOf(engine: Engine, tenant: string, handle: string): Promise<readonly string[]> {
  const answer = await readSession(engine, { key: sessionKey(tenant, handle) })
  return answer.kind === 'found' ? answer.record.lineage : []
}

/** Reports values about a target. All of them or none: each name is checked before the first is written. */
export async function report(
  engine: Engine,
  target: Target,
  signals: Readonly<Record<string, unknown>>,
  maxAge: Duration = DEFAULT_MAX_AGE,
): Promise<Receipt> {
  const { key, tenant } = keyOfTarget(engine, target)
  const maxAgeMs = parseDuration(maxAge)
  if (!maxAgeMs)
    throw new MisuseError(`"${String(maxAge)}" is no length of time`, "Write for instance { maxAge: '1h' }")
  const entries = Object.entries(signals ?? {})
  if (entries.length === 0)
    throw new MisuseError('There is nothing to report', 'Write for instance report({ subject: { id } }, { risk: 80 })')
  const known = engine.signals.names.names
  for (const [name, value] of entries) {
    if (!known.includes(name))
      throw new MisuseError(`No rule and no source knows a signal "${name}"`, didYouMean(name, known))
    if (!isReportable(value))
      throw new MisuseError(
        `The signal "${name}" has no value`,
        'Report a finite number, a text, a boolean or a plain object',
      )
  }
  const keptUntil = engine.clock.now() + maxAgeMs
  let receipt: Receipt | undefined
  for (const [name, value] of entries)
    receipt = await append(engine, {
      target: key,
      tenant,
      kind: `signal:reported:${name}`,
      value: structuredClone(value),
      keptUntil,
    })
  return receipt as Receipt
}

/** Takes stored narrowings of a code away: of one session from its row, of a wider target from the log. */
export async function lift(engine: Engine, target: Target, code: string): Promise<void> {
  const { key, tenant } = keyOfTarget(engine, target)
  if ('session' in target) {
    await withDeadline(engine.clock, engine.storeTimeoutMs, 'sessions.widen', () =>
      engine.store.sessions.widen(sessionKey(tenant, target.session), code),
    )
  }
  const keys =
    'subject' in target && target.subject.issuer === undefined
      ? await everyIssuer(engine, tenant, target.subject.id, key)
      : [key]
  for (const one of keys) {
    for (const narrowing of engine.log.narrowingsOf([one], engine.clock.now())) {
      if (narrowing.code !== code) continue
      await withDeadline(engine.clock, engine.storeTimeoutMs, 'changes.remove', () =>
        engine.store.changes.remove(one, `narrowing:${narrowing.rule}|${narrowing.about}`),
      )
    }
  }
}

/** Plain data with a meaning: what cannot be copied, and a number that is none, would be found out half-way. */
function isReportable(value: unknown): boolean {
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) return false
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

/** Narrowings are held under the subject's own issuer; without one named, the sessions say which issuers there are. */
async function everyIssuer(engine: Engine, tenant: string, id: string, anywhere: string): Promise<readonly string[]> {
  const keys = new Set([anywhere, targetKey.subject(tenant, '', id)])
  const places = new Set<string>()
  let after: string | undefined
  do {
    const page = await withDeadline(engine.clock, engine.storeTimeoutMs, 'sessions.page', () =>
      engine.store.sessions.page({ tenant, subject: { id }, after }),
    )
    for (const { subject } of page.sessions) keys.add(targetKey.subject(tenant, subject.issuer, id))
    after = page.next
    // A store that leads round in circles would be asked without end.
    if (after !== undefined && places.size === places.add(after).size)
      throw new StoreUnavailableError('sessions.page', new Error('the store answered a page twice'))
  } while (after !== undefined)
  return [...keys]
}

function append(engine: Engine, change: NewChange): Promise<Receipt> {
  return Promise.resolve(
    withDeadline(engine.clock, engine.storeTimeoutMs, 'changes.append', () => engine.store.changes.append(change)),
  )
}
