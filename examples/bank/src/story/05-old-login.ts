import { minutes } from '../story-clock.ts'
import { customerLoggedIn } from './cast.ts'
import { countSpent } from './count-spent.ts'
import { allowed, askedToProve } from './expected.ts'
import type { Scene } from './scene.ts'

export const oldLogin: Scene = {
  title: 'Sensitive actions on an old login',
  async play(stage) {
    const alice = await customerLoggedIn(stage, 'alice', 'mfa')
    stage.branch.clock.forward(minutes(6))
    const changed = 'login is 6 min old'
    const refused = await stage.tell(
      { who: 'alice', does: 'adds a payee', changed, expect: askedToProve('action.rise, demand.age') },
      () => alice.addPayee('garage'),
    )
    await stage.tell({ who: 'alice', does: 'proves password and code', changed, expect: allowed() }, () =>
      alice.confirm(refused),
    )
    await stage.tell({ who: 'alice', does: 'adds the payee', changed: 'proved', expect: allowed(201) }, () =>
      alice.addPayee('garage'),
    )

    const transfer = () => alice.transfer(250_000, 'garage')
    const unproved = await stage.tell(
      { who: 'alice', does: 'transfers 2500 €', changed: 'no proof for this', expect: askedToProve('demand.object') },
      transfer,
    )
    await stage.tell({ who: 'alice', does: 'proves for this transfer', expect: allowed() }, () =>
      alice.confirm(unproved),
    )
    await stage.tell({ who: 'alice', does: 'transfers 2500 €', changed: 'proved', expect: allowed(201) }, transfer)
    await stage.tell(
      {
        who: 'alice',
        does: 'transfers 2500 € again',
        changed: 'proof is spent',
        expect: askedToProve('demand.object'),
      },
      transfer,
    )
    await countSpent(stage, 'alice', '2500 € spent')
  },
}
