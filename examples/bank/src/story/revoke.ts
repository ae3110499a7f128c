import { done } from './expected.ts'
import { felt } from './felt.ts'
import type { Stage } from './stage.ts'

/** The house ends whatever stands under a subject, wherever it is. */
export async function revoke(stage: Stage, id: string): Promise<void> {
  await stage.note({ who: 'the house', does: `offboards ${id}`, expect: done('revoked', 'felt at once') }, async () => {
    const receipt = await stage.branch.trust.revoke(
      { subject: { id, issuer: stage.branch.issuer } },
      { reason: 'offboarded' },
    )
    return { outcome: 'revoked', reason: felt(receipt) }
  })
}
