import { customerLoggedIn, sessionCookie, thiefOf } from './cast.ts'
import { countSpent } from './count-spent.ts'
import { otherDevice } from './devices.ts'
import { allowed, askedForPassword, askedToProve } from './expected.ts'
import type { Scene } from './scene.ts'

export const replayedCookie: Scene = {
  title: 'The session cookie replayed from another device',
  async play(stage) {
    const alice = await customerLoggedIn(stage)
    const thief = thiefOf(alice, otherDevice, [sessionCookie])
    const changed = 'other device, address'
    const why = 'presenter.new, device.changed'
    const asked = askedToProve(why)
    await stage.tell({ who: 'thief', does: 'reads the statement', changed, expect: asked }, () => thief.read())
    await stage.tell({ who: 'thief', does: 'transfers 50 €', changed, expect: asked }, () => thief.transfer(5_000))
    await stage.tell({ who: 'thief', does: 'types in the address', changed, expect: askedForPassword(why) }, () =>
      thief.visit(),
    )
    await stage.tell({ who: 'alice', does: 'reads the statement', expect: allowed() }, () => alice.read())
    await stage.tell({ who: 'alice', does: 'transfers 50 €', expect: allowed(201) }, () => alice.transfer(5_000))
    await countSpent(stage, 'alice', '50 € spent')
  },
}
