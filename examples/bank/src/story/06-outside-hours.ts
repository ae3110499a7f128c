import { closesInMinutes } from '../branch-hours.ts'
import { minutes } from '../story-clock.ts'
import { customerLoggedIn } from './cast.ts'
import { allowed, askedToProve, lowered } from './expected.ts'
import type { Scene } from './scene.ts'

export const outsideHours: Scene = {
  title: 'Outside working hours',
  async play(stage) {
    const alice = await customerLoggedIn(stage)
    await stage.tell({ who: 'alice', does: 'transfers 50 €', expect: allowed(201) }, () => alice.transfer(5_000))
    stage.branch.clock.forward(minutes(closesInMinutes + 1))
    const changed = 'the branch has closed'
    await stage.tell({ who: 'alice', does: 'reads the statement', changed, expect: lowered('hours.outside') }, () =>
      alice.read(),
    )
    await stage.tell(
      { who: 'alice', does: 'transfers 50 €', changed, expect: askedToProve('level.insufficient, hours.outside') },
      () => alice.transfer(5_000),
    )
  },
}
