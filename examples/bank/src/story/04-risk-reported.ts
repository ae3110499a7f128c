import type { Answer } from '../client/exchange.ts'
import { type Customer, customerLoggedIn } from './cast.ts'
import { allowed, askedToProve, done, lowered } from './expected.ts'
import type { Scene } from './scene.ts'
import type { Stage } from './stage.ts'

async function reportRisk(stage: Stage, risk: number): Promise<void> {
  const does = `reports risk ${risk} for alice`
  await stage.note({ who: 'the house', does, expect: done('reported', 'durable') }, async () => {
    const receipt = await stage.branch.trust.report({ subject: { id: 'alice', issuer: stage.branch.issuer } }, { risk })
    return { outcome: 'reported', reason: receipt.status }
  })
}

/** Reading goes on, anything else asks for a proof. Answers the refusal. */
async function atRisk(stage: Stage, alice: Customer, changed: string): Promise<Answer> {
  const expect = lowered('risk.high')
  await stage.tell({ who: 'alice', does: 'reads the statement', changed, expect }, () => alice.read())
  await stage.tell({ who: 'alice', does: 'searches (a POST that reads)', changed, expect }, () => alice.search('book'))
  return stage.tell(
    { who: 'alice', does: 'transfers 50 €', changed, expect: askedToProve('level.insufficient, risk.high') },
    () => alice.transfer(5_000),
  )
}

export const riskReported: Scene = {
  title: 'Risk reported in mid-session',
  async play(stage) {
    const alice = await customerLoggedIn(stage)
    await reportRisk(stage, 80)
    const refusal = await atRisk(stage, alice, 'risk 80')
    const changed = 'risk still 80, proved'
    await stage.tell({ who: 'alice', does: 'proves password and code', changed, expect: allowed() }, () =>
      alice.confirm(refusal),
    )
    await stage.tell({ who: 'alice', does: 'transfers 50 €', changed, expect: allowed(201) }, () =>
      alice.transfer(5_000),
    )
    await reportRisk(stage, 95)
    await atRisk(stage, alice, 'risk 95')
    await stage.tell(
      { who: 'alice', does: 'logs out', changed: 'risk 95', expect: lowered('level.insufficient, risk.high', 204) },
      () => alice.signOut(),
    )
  },
}
