import { accountOf, openBank } from '../bank.ts'
import { done } from './expected.ts'
import type { Stage } from './stage.ts'

/** The proof of a scene lies in the account: what left it is what its owner sent, once. */
export async function countSpent(stage: Stage, owner: string, expected: string): Promise<void> {
  const atFirst = accountOf(openBank([owner]), owner).balance
  await stage.note({ who: 'the house', does: `counts what ${owner} spent`, expect: done(expected) }, async () => {
    const { balance } = accountOf(stage.branch.bank, owner)
    return { outcome: `${(atFirst - balance) / 100} € spent` }
  })
}
