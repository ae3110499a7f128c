import type { Action } from '../../src/context/action.ts'
import type { BrowserFacts, RequestFacts } from '../../src/context/request-facts.ts'
import type { Outcome } from '../../src/decision/outcome.ts'
import type { Proposal } from '../../src/rules/proposal.ts'
import type { Rule } from '../../src/rules/rule.ts'
import type { Situation } from '../../src/rules/situation.ts'
import type { Presenter } from '../../src/session/loaded-session.ts'
import type { SessionFacts } from '../../src/session/session-facts.ts'
import type { Baseline } from '../../src/session/session-record.ts'
import { type Signal, UNKNOWN } from '../../src/signals/signal.ts'
import type { SubjectKind } from '../../src/subject.ts'

export const NOW: number = Date.parse('2027-06-15T10:00:00Z')
export const MINUTE = 60_000
export const HOUR = 3_600_000

/** What a test says about a request; all else is an ordinary one. */
export interface Parts {
  readonly now?: number
  readonly networks?: readonly string[]
  readonly browser?: Partial<BrowserFacts>
  readonly headers?: Readonly<Record<string, string>>
  readonly kind?: SubjectKind
  readonly session?: Partial<SessionFacts>
  readonly baseline?: Partial<Baseline>
  readonly presenter?: Presenter
  readonly action?: Partial<Action>
  readonly signals?: Readonly<Record<string, Signal>>
}

export function situation(parts: Parts = {}): Situation {
  const now = parts.now ?? NOW
  const networkNames = parts.networks ?? ['home']
  return {
    context: { facts: facts(parts), tenant: '', now, network: networkNames[0], networkNames },
    session: {
      handle: 'handle',
      subject: { tenant: '', issuer: '', id: 'alice', kind: parts.kind ?? 'human' },
      beganAt: now - HOUR,
      lastSeenAt: now - MINUTE,
      authentications: [{ acr: 'pwd', amr: ['pwd'], at: now - HOUR, by: 'begin' }],
      authenticatedAt: now - HOUR,
      ...parts.session,
      baseline: { networks: [], kinds: [], ...parts.baseline },
    },
    presenter: parts.presenter ?? { key: 'laptop', state: 'admitted' },
    action: {
      name: undefined,
      kind: undefined,
      access: 'read',
      sensitive: false,
      essential: false,
      object: undefined,
      ...parts.action,
    },
    signals: { risk: UNKNOWN, place: UNKNOWN, deviceHealth: UNKNOWN, ...parts.signals },
    acrOrder: ['pwd', 'mfa', 'phr'],
  }
}

function facts({ browser, headers = {} }: Parts): RequestFacts {
  const self: RequestFacts = {
    method: 'GET',
    origin: 'https://bank.example',
    path: '/',
    query: '',
    channel: 'request',
    peer: { address: undefined, network: undefined, loopback: false },
    body: 'unread',
    browser: { family: undefined, platform: undefined, ...browser },
    cookies: undefined,
    single(name) {
      const value = headers[name]
      return value === undefined ? { kind: 'absent' } : { kind: 'value', value }
    },
    detach: () => self,
  }
  return self
}

export const known = (value: unknown, at: number = NOW): Signal => ({ state: 'known', value, at })
export const stale: Signal = { state: 'stale', value: undefined, at: NOW - HOUR }

/** What the rule proposes; undefined where it has nothing against the request. */
export function proposalOf(rule: Rule, parts: Parts = {}): Proposal | undefined {
  const asked = situation(parts)
  const finding = rule.find(asked)
  return finding && rule.propose(finding, asked.session.subject.kind === 'human')
}

/** What the rule does, and why, in short: `step-up token.old`, or `nothing`. */
export function answerOf(rule: Rule, parts: Parts = {}): string {
  const proposal = proposalOf(rule, parts)
  return proposal === undefined ? 'nothing' : `${proposal.outcome} ${proposal.code}`
}

const OUTCOMES: readonly Outcome[] = ['allow', 'downgrade', 'step-up', 'deny', 'terminate']

/** How strict a rule is here, to compare: 0 for nothing and for allow. */
export function strictnessOf(rule: Rule, parts: Parts): number {
  return OUTCOMES.indexOf(proposalOf(rule, parts)?.outcome ?? 'allow')
}

/** How bad the rule finds it, to compare: -1 for nothing. */
export function bandOf(rule: Rule, parts: Parts): number {
  const band = rule.find(situation(parts))?.band
  return typeof band === 'number' ? band : -1
}
