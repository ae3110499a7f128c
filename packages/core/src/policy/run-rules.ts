import type { RuleFinding } from '../audit/audit-record.ts'
import type { Proposal } from '../rules/proposal.ts'
import type { Finding, Rule } from '../rules/rule.ts'
import type { Situation } from '../rules/situation.ts'
import type { WatchedSignals } from '../signals/signal-names.ts'

/** Stage 6's answer. */
export interface RuleRun {
  readonly proposals: readonly Proposal[]
  /** Of rules that only report. */
  readonly reported: readonly Proposal[]
  readonly findings: readonly RuleFinding[]
  /** Whether only rules whose findings replay took part. */
  readonly replayable: boolean
  /** The first rule that could not be asked. */
  readonly fault: { readonly rule: string; readonly error: unknown } | undefined
}

/** Stage 6: asks every rule. Pure and synchronous; a rule that throws could not be asked, and that is a proposal too. */
export function runRules(rules: readonly Rule[], situation: Situation, watched: WatchedSignals): RuleRun {
  const human = situation.session.subject.kind === 'human'
  let proposals: Proposal[] | undefined
  let reported: Proposal[] | undefined
  let findings: RuleFinding[] | undefined
  let fault: RuleRun['fault']
  let replayable = true
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index] as Rule
    watched.forget()
    let finding: Finding | undefined
    let proposal: Proposal | undefined
    try {
      finding = rule.find(situation) ?? unknownRead(rule, watched)
      proposal = finding && rule.propose(finding, human)
    } catch (error) {
      fault ??= { rule: rule.name, error }
      proposal = UNASKED
      replayable = false
    }
    if (!rule.replayable) replayable = false
    const held = proposal && heldNoWider(proposal, watched)
    if (finding !== undefined) {
      findings ??= []
      findings.push({ ...finding, rule: rule.name, index, holds: held?.holds })
    }
    if (held === undefined) continue
    if (rule.options.reportOnly === true) {
      reported ??= []
      reported.push(held)
    } else {
      proposals ??= []
      proposals.push(held)
    }
  }
  return {
    proposals: proposals ?? NONE,
    reported: reported ?? NONE,
    findings: findings ?? NO_FINDINGS,
    replayable,
    fault,
  }
}

/** A custom rule that read a signal which is not known, and found nothing, cannot mean "nothing is wrong". */
function unknownRead(rule: Rule, watched: WatchedSignals): Finding | undefined {
  return rule.replayable || rule.options.onUnknown === 'allow' || !watched.readUnknown()
    ? undefined
    : { band: 'unknown' }
}

/**
 * A cause is held no wider than the narrowest signal that was read for it, and what was judged from the request's own facts
 * is not held at all: else a thief could narrow the owner everywhere. What was caused by not knowing is never stored.
 */
function heldNoWider(proposal: Proposal, watched: WatchedSignals): Proposal {
  if (proposal.holds === 'request') return proposal
  const reach = watched.readUnknown() ? 'request' : watched.narrowest()
  if (reach === 'subject' || reach === proposal.holds) return proposal
  return { ...proposal, holds: reach }
}

const UNASKED: Proposal = {
  outcome: 'deny',
  code: 'fault.policy',
  cause: { rule: 'policy', about: '', band: 'unknown' },
  holds: 'request',
  forMs: 0,
  answeredForMs: 0,
  workload: 'deny',
  unavailable: true,
}
const NONE: readonly Proposal[] = []
const NO_FINDINGS: readonly RuleFinding[] = []
