import { done } from './expected.ts'
import { felt } from './felt.ts'
import type { Stage } from './stage.ts'

/** What a risk service would do: it tells the house how likely it is that alice is not alice. */
export async function reportRisk(stage: Stage, risk: number): Promise<void> {
  const { trust, issuer } = stage.branch
  await stage.note(
    { who: 'the house', does: `reports risk ${risk}`, expect: done('reported', 'felt at once') },
    async () => {
      const receipt = await trust.report({ subject: { id: 'alice', issuer } }, { risk })
      return { outcome: 'reported', reason: felt(receipt) }
    },
  )
}
