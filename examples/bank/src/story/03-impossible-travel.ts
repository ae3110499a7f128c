import { minutes } from '../story-clock.ts'
import { customerLoggedIn, deviceCookie, sessionCookie, thiefOf } from './cast.ts'
import { sameKindFarAway } from './devices.ts'
import { allowed, askedToProve } from './expected.ts'
import type { Scene } from './scene.ts'

export const impossibleTravel: Scene = {
  title: 'Both cookies replayed from the same kind of device, far away',
  async play(stage) {
    const alice = await customerLoggedIn(stage)
    await stage.tell({ who: 'alice', does: 'reads the statement', expect: allowed() }, () => alice.read())
    stage.branch.clock.forward(minutes(2))
    const thief = thiefOf(alice, sameKindFarAway, [sessionCookie, deviceCookie])
    const changed = 'Singapore after 2 min'
    const asked = askedToProve('travel.impossible')
    await stage.tell({ who: 'thief', does: 'reads the statement', changed, expect: asked }, () => thief.read())
    await stage.tell({ who: 'thief', does: 'transfers 50 €', changed, expect: asked }, () => thief.transfer(5_000))
    await stage.tell({ who: 'alice', does: 'reads the statement', expect: allowed() }, () => alice.read())
  },
}
