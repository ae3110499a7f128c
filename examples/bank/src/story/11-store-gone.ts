import { seconds } from '../story-clock.ts'
import { customerLoggedIn } from './cast.ts'
import { allowed, lowered, unavailable } from './expected.ts'
import type { Scene } from './scene.ts'

export const storeGone: Scene = {
  title: 'The store gone for ten seconds',
  async play(stage) {
    const alice = await customerLoggedIn(stage)
    const read = () => alice.read()
    const transfer = () => alice.transfer(5_000)
    await stage.tell({ who: 'alice', does: 'reads the statement', expect: allowed() }, read)
    stage.branch.store.gone = true
    const changed = 'the store is gone'
    await stage.tell({ who: 'alice', does: 'reads the statement', changed, expect: lowered('fault.store') }, read)
    await stage.tell({ who: 'alice', does: 'transfers 50 €', changed, expect: unavailable('fault.store') }, transfer)
    stage.branch.clock.forward(seconds(10))
    stage.branch.store.gone = false
    const back = 'back after 10 seconds'
    await stage.tell({ who: 'alice', does: 'reads the statement', changed: back, expect: allowed() }, read)
    await stage.tell({ who: 'alice', does: 'transfers 50 €', changed: back, expect: allowed(201) }, transfer)
  },
}
