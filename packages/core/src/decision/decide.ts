import { type Action, requiredLevel } from '../context/action.ts'
import type { RuleRun } from '../policy/run-rules.ts'
import type { Proposal } from '../rules/proposal.ts'
import type { Authentication } from '../session/authentication.ts'
import type { LiveSession, LoadedSession } from '../session/loaded-session.ts'
import type { AcrOrder } from './acr-order.ts'
import { type HeldNarrowing, isAnswered, sameCause } from './causes.ts'
import { type Decision, type OpenCause, type Reason, UNJUDGED } from './decision.ts'
import type { JudgedSession } from './judged-session.ts'
import { asksForProof, meetDemand, type ResolvedDemand } from './meet-demand.ts'
import { higher, type Level, lower, type Outcome, reaches, stricter } from './outcome.ts'

/** All that a decision is made of. */
export interface DecideInput {
  readonly loaded: JudgedSession | Exclude<LoadedSession, LiveSession>
  /** Undefined where there is no session to judge. */
  readonly run: RuleRun | undefined
  readonly stored: readonly HeldNarrowing[]
  readonly action: Action
  /** Undefined at admission, where no session is no verdict. */
  readonly demand: ResolvedDemand | undefined
  readonly order: AcrOrder
  readonly now: number
  /** The proofs that this request used up already. */
  readonly used: readonly Authentication[]
}

/** A decision, and the authentication that releasing the handler uses up. */
export interface Decided {
  readonly decision: Decision
  readonly spend: Authentication | undefined
}

/** Stage 7: one decision. Pure, and it cannot fail: here, and only here, faults become answers. */
export function decide(input: DecideInput): Decided {
  const { loaded, action, demand } = input
  switch (loaded.kind) {
    case 'live':
      return decideLive(input, loaded)
    case 'none':
      // No session is no verdict: whoever needs one asks for it.
      return { decision: demand === undefined ? UNJUDGED : denied(loaded.reason), spend: undefined }
    case 'dead':
      // On an essential path the request goes on as anonymous: that is where a new session comes from.
      return { decision: action.essential ? UNJUDGED : denied(loaded.reason), spend: undefined }
    case 'ambiguous':
      return { decision: action.essential ? UNJUDGED : denied('credential.ambiguous'), spend: undefined }
    case 'fault':
      return { decision: { ...denied(`fault.${loaded.source}`), unavailable: true }, spend: undefined }
  }
}

function decideLive(input: DecideInput, live: JudgedSession): Decided {
  const { action, demand, order } = input
  const human = live.canProve
  const beganWith = order.known(live.authentications[0]?.acr ?? '')
  const proposals = openProposals(input, live, beganWith)
  const reasons: Reason[] = []
  for (const one of proposals)
    reasons.push({ code: one.code, outcome: one.outcome, cause: one.cause, lifts: one.lifts })
  const scopes = leftScopes(live, proposals)
  // Marked in every record: this was decided without the store.
  if (live.lastKnown) reasons.push({ code: 'fault.store', outcome: 'downgrade' })
  const level = live.lastKnown ? 'read-only' : lowestOf(proposals)

  let unavailable = proposals.some(isUnavailable)
  const open = openCauses(proposals, input.stored, beganWith)
  if (!reaches(level, higher(requiredLevel(action), demand?.level ?? 'read-only'))) {
    unavailable ||= live.lastKnown
    const liftable = human && !live.lastKnown && canLift(open, order)
    reasons.push({
      code: live.lastKnown ? 'fault.store' : 'level.insufficient',
      outcome: liftable ? 'step-up' : 'deny',
    })
  }

  let spend: Authentication | undefined
  if (demand !== undefined) {
    const answer = meetDemand(demand, live.authentications, scopes, live.subjectKind, order, input.now, input.used)
    // While the store cannot be asked nothing that was proved can be checked, or used up.
    if (live.lastKnown && asksForProof(demand)) {
      unavailable = true
      reasons.push({ code: 'fault.store', outcome: 'deny' })
    } else if (!answer.met) {
      reasons.push({
        code: answer.code,
        outcome: answer.by === 'proof' && human ? 'step-up' : 'deny',
        lifts: demand.acr,
      })
    } else {
      spend = answer.spend
    }
  }

  let outcome: Outcome = 'allow'
  for (const one of reasons) outcome = stricter(outcome, one.outcome)
  if (outcome === 'allow' && level !== 'full') outcome = 'downgrade'
  const decision: Decision = {
    // Essential paths lift what rules and levels refuse; an ended session is ended all the same.
    outcome: action.essential && outcome !== 'terminate' ? (level === 'full' ? 'allow' : 'downgrade') : outcome,
    level,
    scopes,
    reasons: reasons.length > 1 ? reasons.sort(strictestFirst) : reasons,
    reported: reportedBy(input.run),
    need: outcome === 'step-up' ? needOf(reasons, open, beganWith, input) : undefined,
    unavailable: unavailable && outcome === 'deny' && !action.essential,
    open,
    effects: {
      end: outcome === 'terminate' ? reasons.find((one) => one.outcome === 'terminate')?.code : undefined,
      narrow: newNarrowings(proposals, input),
    },
  }
  return { decision, spend: outcome === 'allow' || outcome === 'downgrade' ? spend : undefined }
}

const isUnavailable = (one: Proposal): boolean => one.unavailable === true

function lowestOf(proposals: readonly Proposal[]): Level {
  let level: Level = 'full'
  for (const one of proposals) if (one.outcome === 'downgrade') level = lower(level, one.level ?? 'read-only')
  return level
}

function canLift(open: readonly OpenCause[], order: AcrOrder): boolean {
  return open.every((one) => order.reaches(order.strongest, one.lifts))
}

function strictestFirst(a: Reason, b: Reason): number {
  return a.outcome === b.outcome ? 0 : stricter(a.outcome, b.outcome) === a.outcome ? -1 : 1
}

function reportedBy(run: RuleRun | undefined): Decision['reported'] {
  if (run === undefined || run.reported.length === 0) return NONE
  return run.reported.map((one) => ({ code: one.code, outcome: one.outcome, cause: one.cause }))
}

function needOf(
  reasons: readonly Reason[],
  open: readonly OpenCause[],
  beganWith: string,
  { action, demand, order }: DecideInput,
): Decision['need'] {
  // A cause is answered by a new proof only, a demand by one of its age.
  const isAsked = reasons.some((one) => one.outcome === 'step-up' && !one.code.startsWith('demand.'))
  return {
    acr: neededAcr(reasons, open, beganWith, order),
    maxAgeMs: isAsked ? 0 : demand?.maxAgeMs,
    action: action.name,
    object: action.object,
  }
}

/** What rules propose and what is stored, without what a proof has answered. Deny and terminate cannot be answered. */
function openProposals(
  { run, stored, now, order }: DecideInput,
  live: JudgedSession,
  beganWith: string,
): readonly Proposal[] {
  if (stored.length === 0 && (run === undefined || run.proposals.length === 0)) return NONE
  const proposals = [...(run?.proposals ?? NONE)]
  for (const one of stored) {
    if (one.until <= now || proposals.some((other) => covers(other, one))) continue
    proposals.push({
      outcome: 'downgrade',
      code: one.code,
      cause: one,
      level: one.level,
      holds: one.holds,
      forMs: one.until - now,
      lifts: one.lifts,
      answeredForMs: undefined,
    })
  }
  return proposals
    .filter(
      (one) =>
        one.unavailable ||
        (one.outcome !== 'step-up' && one.outcome !== 'downgrade') ||
        !isAnswered(one.cause, one.lifts ?? beganWith, live.answered, now, order),
    )
    .map((one) => forPrograms(one, live.canProve))
}

/** Whether a rule proposes now what is stored, at least as bad and to be lifted alike: then the stored one says nothing more. */
function covers({ outcome, cause, level, lifts }: Proposal, stored: HeldNarrowing): boolean {
  return (
    outcome === 'downgrade' &&
    reaches(stored.level, level ?? 'read-only') &&
    lifts === stored.lifts &&
    sameCause(cause, stored) &&
    (cause.band === 'unknown' || cause.band >= (stored.band as number))
  )
}

/** Who cannot answer a prompt never gets one. */
function forPrograms(proposal: Proposal, canProve: boolean): Proposal {
  return canProve || proposal.outcome !== 'step-up' ? proposal : { ...proposal, outcome: proposal.workload ?? 'deny' }
}

function leftScopes({ scopes }: JudgedSession, proposals: readonly Proposal[]): readonly string[] | undefined {
  let left = scopes
  for (const { scopes: only } of proposals) if (only !== undefined) left = left?.filter((scope) => only.includes(scope))
  return left
}

function openCauses(
  proposals: readonly Proposal[],
  stored: readonly HeldNarrowing[],
  beganWith: string,
): readonly OpenCause[] {
  if (proposals.length === 0) return NONE
  return proposals
    .filter((one) => !one.unavailable && (one.outcome === 'step-up' || one.outcome === 'downgrade'))
    .map((one) => {
      // What is stored for the subject stays there for its other sessions: here a proof answers it for good.
      const kept = stored.some((other) => other.holds === 'subject' && sameCause(other, one.cause))
      const answeredForMs = kept ? undefined : one.answeredForMs
      return { ...one.cause, lifts: one.lifts ?? beganWith, answeredForMs, holds: one.holds }
    })
}

function neededAcr(
  reasons: readonly Reason[],
  open: readonly OpenCause[],
  beganWith: string,
  order: AcrOrder,
): string | undefined {
  let acr: string | undefined
  for (const one of reasons) if (one.outcome === 'step-up') acr = order.stronger(acr, one.lifts)
  const asked = reasons.some((one) => one.outcome === 'step-up' && !one.code.startsWith('demand.'))
  if (asked) for (const one of open) acr = order.stronger(acr, one.lifts)
  return acr ?? (asked ? beganWith : undefined)
}

function newNarrowings(proposals: readonly Proposal[], { stored, now }: DecideInput): Decision['effects']['narrow'] {
  if (proposals.length === 0) return NONE
  const fresh: HeldNarrowing[] = []
  for (const one of proposals) {
    if (one.outcome !== 'downgrade' || one.holds === 'request') continue
    const known = stored.some(
      (other) =>
        sameCause(other, one.cause) &&
        other.until > now &&
        (one.cause.band === 'unknown' || (other.band as number) >= one.cause.band),
    )
    if (known) continue
    fresh.push({
      ...one.cause,
      code: one.code,
      level: one.level ?? 'read-only',
      lifts: one.lifts,
      at: now,
      until: now + one.forMs,
      holds: one.holds,
    })
  }
  return fresh
}

const NONE: readonly never[] = []

function denied(code: string): Decision {
  return { ...UNJUDGED, outcome: 'deny', reasons: [{ code, outcome: 'deny' }] }
}
