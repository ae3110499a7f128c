import type { Action } from '../context/action.ts'
import { buildContext } from '../context/build-context.ts'
import { KeyedNames } from '../context/keyed-names.ts'
import { AcrOrder } from '../decision/acr-order.ts'
import type { AnsweredCause, HeldNarrowing } from '../decision/causes.ts'
import { decide } from '../decision/decide.ts'
import type { Decision } from '../decision/decision.ts'
import { judgedSession } from '../decision/judged-session.ts'
import { runRules } from '../policy/run-rules.ts'
import { compilePolicy, type RuleFunction } from '../rules/custom-rule.ts'
import type { Rule } from '../rules/rule.ts'
import type { Authentication } from '../session/authentication.ts'
import type { LiveSession } from '../session/loaded-session.ts'
import { type Baseline, type SessionRecord, type Standing, sessionKey } from '../session/session-record.ts'
import type { SignalReach } from '../signals/signal.ts'
import { SignalNames } from '../signals/signal-names.ts'
import type { SubjectKind } from '../subject.ts'
import { type FakeRequest, fakeFacts } from './fake-facts.ts'

/** A situation as a test writes it down; what is left out is harmless. */
export interface TestSituation {
  /** This instant. Default a Monday morning in UTC. */
  readonly at?: string | undefined
  readonly request?: FakeRequest | undefined
  readonly subject?: { readonly id?: string | undefined; readonly kind?: SubjectKind | undefined } | undefined
  readonly presenter?: 'admitted' | 'new' | undefined
  /** Default: authenticated now with `pwd`. */
  readonly authentications?: readonly (Partial<Authentication> & { readonly acr: string })[] | undefined
  readonly baseline?: Partial<Baseline> | undefined
  readonly answered?: readonly AnsweredCause[] | undefined
  readonly stored?: readonly HeldNarrowing[] | undefined
  readonly action?: Partial<Action> | undefined
  /** Signals by name: a value is known; `fault`, `stale` and `unknown` are states. */
  readonly signals?: Readonly<Record<string, unknown>> | undefined
  /** How widely signals speak. Default: for the subject. */
  readonly reach?: Readonly<Record<string, SignalReach>> | undefined
  readonly acrOrder?: readonly string[] | undefined
}

/**
 * Judges a situation by a policy, without servers or stores: pure, synchronous, the same code as a request's.
 *
 * @example
 * ```ts
 * import { presets } from '@retrust/core'
 * import { judge } from '@retrust/core/testing'
 *
 * const decision = judge(presets.balanced(), { signals: { risk: 85 }, action: { access: 'write' } })
 * if (decision.outcome !== 'step-up') throw new Error('expected a prompt')
 * ```
 */
export function judge(policy: readonly (Rule | RuleFunction)[], situation: TestSituation = {}): Decision {
  const now = Date.parse(situation.at ?? '2026-03-02T09:00:00Z')
  const rules = compilePolicy(policy)
  const context = buildContext(
    fakeFacts(situation.request),
    '',
    now,
    new KeyedNames(['a secret for tests that is long enough']),
  )
  const live = liveFrom(situation, now)
  const action: Action = {
    name: undefined,
    kind: undefined,
    access: 'read',
    sensitive: false,
    essential: false,
    object: undefined,
    ...situation.action,
  }
  const order = new AcrOrder(situation.acrOrder ?? ['pwd', 'mfa', 'phr'])
  const given = Object.entries(situation.signals ?? {})
  const names = new SignalNames(
    [
      ...new Set([
        'risk',
        'place',
        'deviceHealth',
        ...given.map(([name]) => name),
        ...rules.flatMap((one) => one.reads),
      ]),
    ],
    new Map(Object.entries(situation.reach ?? {})),
  )
  const watched = names.snapshot()
  for (const [name, value] of given) {
    if (value === 'fault' || value === 'unknown') watched.set(name, { state: value, value: undefined })
    else if (value === 'stale') watched.set(name, { state: 'stale', value: undefined, at: now })
    else watched.set(name, { state: 'known', value, at: now })
  }
  let authenticatedAt = 0
  for (const one of live.standing.authentications) authenticatedAt = Math.max(authenticatedAt, one.at)
  const { record } = live
  const session = {
    handle: record.handle,
    subject: record.subject,
    beganAt: record.beganAt,
    lastSeenAt: record.lastSeenAt,
    authentications: live.standing.authentications,
    authenticatedAt,
    baseline: record.baseline,
  }
  const run = runRules(
    rules,
    { context, session, presenter: live.presenter, action, signals: watched.signals, acrOrder: order.values },
    watched,
  )
  if (run.fault !== undefined) throw run.fault.error
  return decide({
    loaded: judgedSession(live),
    run,
    stored: situation.stored ?? [],
    action,
    demand: undefined,
    order,
    now,
    used: [],
  }).decision
}

function liveFrom(situation: TestSituation, now: number): LiveSession {
  const authentications = (situation.authentications ?? [{ acr: 'pwd' }]).map(
    (one, i): Authentication => ({ amr: [], at: now, by: i === 0 ? 'begin' : 'raise', ...one }),
  )
  const standing: Standing = {
    authentications,
    answered: situation.answered ?? [],
    presenters: [{ key: 'device', at: now, by: 'begin' }],
  }
  const record: SessionRecord = {
    key: sessionKey('', 'handle'),
    handle: 'handle',
    credential: 'cookieSession',
    subject: { tenant: '', issuer: '', id: situation.subject?.id ?? 'alice', kind: situation.subject?.kind ?? 'human' },
    lineage: [],
    revision: 1,
    position: 0,
    beganAt: now,
    lastSeenAt: now,
    idleMs: 1_800_000,
    expiresAt: now + 43_200_000,
    keptUntil: now + 43_200_000,
    standing,
    narrowings: [],
    baseline: { networks: [], kinds: [], ...situation.baseline },
  }
  return {
    kind: 'live',
    credential: {
      name: 'cookieSession',
      maxLifeMs: 43_200_000,
      elevation: 'rotation',
      scheme: undefined,
      verify: () => ({ kind: 'absent', reason: 'credential.absent' }),
    },
    presented: { kind: 'secret', handle: 'handle', secret: '', device: [] },
    record,
    standing,
    presenter: { key: situation.presenter === 'new' ? 'other' : 'device', state: situation.presenter ?? 'admitted' },
    storeNow: now,
    lastKnown: false,
    arrived: undefined,
    justAdopted: false,
    beginsOverlap: false,
    showsSpent: false,
  }
}
