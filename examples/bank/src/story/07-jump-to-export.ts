import { minutes } from '../story-clock.ts'
import { customerLoggedIn } from './cast.ts'
import { allowed, askedToProve } from './expected.ts'
import type { Scene } from './scene.ts'

export const jumpToExport: Scene = {
  title: 'A jump from reading to exporting everything',
  async play(stage) {
    const alice = await customerLoggedIn(stage)
    await stage.tell({ who: 'alice', does: 'reads the statement', expect: allowed() }, () => alice.read())
    stage.branch.clock.forward(minutes(6))
    const changed = 'only read so far'
    const refused = await stage.tell(
      { who: 'alice', does: 'exports everything', changed, expect: askedToProve('action.rise') },
      () => alice.read('/export'),
    )
    await stage.tell({ who: 'alice', does: 'proves password and code', expect: allowed() }, () =>
      alice.confirm(refused),
    )
    await stage.tell({ who: 'alice', does: 'exports everything', changed: 'proved', expect: allowed() }, () =>
      alice.read('/export'),
    )
  },
}
