import { DEFAULT_ACR_ORDER } from '../check-options.ts'
import { AcrOrder } from '../decision/acr-order.ts'
import { decide } from '../decision/decide.ts'
import type { Decision } from '../decision/decision.ts'
import type { Proposal } from '../rules/proposal.ts'
import type { Rule } from '../rules/rule.ts'
import type { AuditRecord } from './audit-record.ts'

/**
 * Decides again what a record tells of, from nothing but the record: what its rules found, under the policy that they stand
 * in now. Under the policy of then it is the decision of then. Undefined for a record that cannot be replayed: of nobody, or
 * with a rule of one's own, or changed by what could not be written.
 *
 * @example
 * ```ts
 * import { type AuditRecord, presets } from '@retrust/core'
 * import { replayRecord } from '@retrust/core/testing'
 *
 * const wouldBe = (record: AuditRecord) => replayRecord(record, presets.balanced({ riskScore: { atLeast: 70 } }))?.outcome
 * ```
 */
export function replayRecord(
  record: AuditRecord,
  policy: readonly Rule[],
  acrOrder: readonly string[] = DEFAULT_ACR_ORDER,
): Decision | undefined {
  const { given, findings, action, access, sensitive, essential, object } = record
  if (!record.replayable || given === undefined) return undefined
  const { session, stored, demand, used } = given
  const proposals: Proposal[] = []
  const reported: Proposal[] = []
  for (const { index, holds, ...finding } of findings) {
    const rule = policy[index]
    const proposal = rule?.propose(finding, session.subjectKind === 'human')
    if (rule === undefined || proposal === undefined) continue
    const list = rule.options.reportOnly === true ? reported : proposals
    list.push({ ...proposal, holds: holds ?? proposal.holds })
  }
  return decide({
    loaded: session,
    run: { proposals, reported, findings, replayable: true, fault: undefined },
    stored,
    action: { name: action, kind: undefined, access, sensitive, essential, object },
    demand,
    order: new AcrOrder(acrOrder),
    now: record.at,
    used,
  }).decision
}
