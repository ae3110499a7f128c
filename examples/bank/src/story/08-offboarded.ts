import { seconds } from '../story-clock.ts'
import { customerLoggedIn } from './cast.ts'
import { allowed, done, nobody } from './expected.ts'
import { revoke } from './revoke.ts'
import type { Scene } from './scene.ts'

export const offboarded: Scene = {
  title: 'Offboarded while a live feed is open',
  async play(stage) {
    const bruno = await customerLoggedIn(stage, 'bruno')
    const alice = await customerLoggedIn(stage)
    const feed = await bruno.browser.listen(stage.branch.at('/feed'))
    await stage.note({ who: 'bruno', does: 'opens the live feed', expect: done('open') }, async () => {
      await feed.event((event) => event.includes('listening'))
      return { outcome: 'open' }
    })
    await revoke(stage, 'bruno')
    await stage.note({ who: 'bruno', does: 'listens', changed: 'offboarded', expect: done('closed') }, async () => {
      await feed.closed
      return { outcome: 'closed' }
    })
    const changed = 'offboarded'
    await stage.tell({ who: 'bruno', does: 'reads the statement', changed, expect: nobody('session.ended') }, () =>
      bruno.read(),
    )
    await stage.tell({ who: 'alice', does: 'reads the statement', expect: allowed() }, () => alice.read())
    stage.branch.clock.forward(seconds(10))
    await stage.tell({ who: 'bruno', does: 'logs in anew', changed: 'a new login', expect: allowed() }, () =>
      bruno.signIn(),
    )
  },
}
