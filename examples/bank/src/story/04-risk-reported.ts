import type { Answer } from '../client/exchange.ts'
import { type Customer, customerLoggedIn, deviceCookie, sessionCookie, thiefOf } from './cast.ts'
import { laptop } from './devices.ts'
import { allowed, askedToProve, lowered, nobody, terminated } from './expected.ts'
import { reportRisk } from './report-risk.ts'
import type { Scene } from './scene.ts'
import type { Stage } from './stage.ts'

/** Reading goes on, anything else asks for a proof. Answers the refusal. */
async function atRisk(stage: Stage, alice: Customer, changed: string): Promise<Answer> {
  const expect = lowered('risk.high')
  await stage.tell({ who: 'alice', does: 'reads the statement', changed, expect }, () => alice.read())
  await stage.tell({ who: 'alice', does: 'searches (reads by POST)', changed, expect }, () => alice.search('book'))
  return stage.tell(
    { who: 'alice', does: 'transfers 50 €', changed, expect: askedToProve('level.insufficient, risk.high') },
    () => alice.transfer(5_000),
  )
}

/** Nothing is left to prove: the session ends, and a login works again once the risk is over. */
async function atCertainty(stage: Stage, alice: Customer): Promise<void> {
  const logsIn = { who: 'alice', does: 'logs in anew' }
  await stage.tell({ ...logsIn, changed: 'risk still 95', expect: lowered('risk.high') }, () => alice.signIn())
  const kept = thiefOf(alice, laptop, [sessionCookie, deviceCookie])
  await reportRisk(stage, 100)
  const changed = 'risk 100'
  const reads = { who: 'alice', does: 'reads the statement' }
  await stage.tell({ ...reads, changed, expect: terminated('risk.high') }, () => alice.read())
  const [old, ended] = ['the old cookie, kept', nobody('session.ended')]
  await stage.tell({ ...reads, changed: old, expect: ended }, () => kept.read())
  await reportRisk(stage, 0)
  await stage.tell({ ...logsIn, changed: 'risk 0', expect: allowed() }, () => alice.signIn())
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
      { who: 'alice', does: 'logs out', changed: 'risk 95', expect: lowered('risk.high, refusal lifted', 204) },
      () => alice.signOut(),
    )
    await atCertainty(stage, alice)
  },
}
