import { customerLoggedIn } from './cast.ts'
import { allowed, nobody } from './expected.ts'
import type { Scene } from './scene.ts'

export const ordinaryUse: Scene = {
  title: 'Ordinary use',
  async play(stage) {
    const alice = await customerLoggedIn(stage)
    await stage.tell({ who: 'alice', does: 'reads the statement', expect: allowed() }, () => alice.read())
    await stage.tell({ who: 'alice', does: 'searches (reads by POST)', expect: allowed() }, () => alice.search('book'))
    await stage.tell({ who: 'alice', does: 'transfers 50 €', expect: allowed(201) }, () => alice.transfer(5_000))
    await stage.tell({ who: 'alice', does: 'logs out', expect: allowed(204) }, () => alice.signOut())
    await stage.tell(
      { who: 'alice', does: 'reads the statement', changed: 'logged out', expect: nobody('credential.absent') },
      () => alice.read(),
    )
  },
}
