import { customerLoggedIn, sessionCookie, thiefOf } from './cast.ts'
import { countSpent } from './count-spent.ts'
import { otherDevice } from './devices.ts'
import { allowed, askedToProve, done } from './expected.ts'
import type { Scene } from './scene.ts'

export const replayedCookie: Scene = {
  title: 'The session cookie replayed from another device',
  async play(stage) {
    const alice = await customerLoggedIn(stage)
    const thief = thiefOf(alice, otherDevice, [sessionCookie])
    const changed = 'other browser and address'
    const asked = askedToProve('presenter.new, device.changed')
    await stage.tell({ who: 'thief', does: 'reads the statement', changed, expect: asked }, () => thief.read())
    await stage.tell({ who: 'thief', does: 'transfers 50 €', changed, expect: asked }, () => thief.transfer(5_000))
    await stage.note(
      { who: 'thief', does: 'opens it in the address bar', changed, expect: done('asked for a password') },
      async () => {
        const end = await thief.browser.visit(stage.branch.at('/statement'))
        return { outcome: end.body.includes('name="password"') ? 'asked for a password' : `arrived at ${end.url}` }
      },
    )
    await stage.tell({ who: 'alice', does: 'reads the statement', expect: allowed() }, () => alice.read())
    await stage.tell({ who: 'alice', does: 'transfers 50 €', expect: allowed(201) }, () => alice.transfer(5_000))
    await countSpent(stage, 'alice', '50 € spent')
  },
}
