import { Program } from '../client/program.ts'
import { phoneApp } from '../client/tokens.ts'
import { seconds } from '../story-clock.ts'
import { phone } from './devices.ts'
import { allowed, done, nobody } from './expected.ts'
import { revoke } from './revoke.ts'
import type { Scene } from './scene.ts'

export const refreshedToken: Scene = {
  title: 'An access token refreshed after the revocation',
  async play(stage) {
    const app = await phoneApp(stage.branch.issuer)
    const read = (program: Program) => () => program.fetch('GET', stage.branch.at('/statement'))
    const kinds = [
      { changed: 'token with sid', scope: 'openid bank' },
      { changed: 'token without sid', scope: 'openid bank without_sid' },
    ]
    for (const { changed, scope } of kinds) {
      const who = 'phone app'
      const tokens = await app.signIn(phone, 'alice', 'pwd', scope)
      const program = new Program(phone, tokens.access)
      await stage.tell({ who, does: 'reads the statement', changed, expect: allowed() }, read(program))
      await revoke(stage, 'alice')
      await stage.tell({ who, does: 'reads the statement', changed, expect: nobody('session.ended') }, read(program))
      stage.branch.clock.forward(seconds(10))
      await stage.note({ who, does: 'refreshes the token', expect: done('refreshed') }, async () => {
        program.token = (await app.refresh(tokens)).access
        return { outcome: 'refreshed' }
      })
      const refreshed = 'refreshed token'
      await stage.tell(
        { who, does: 'reads the statement', changed: refreshed, expect: nobody('session.ended') },
        read(program),
      )
      program.token = (await app.signIn(phone, 'alice', 'pwd', scope)).access
      await stage.tell(
        { who, does: 'logs in anew and reads', changed: 'a new login', expect: allowed() },
        read(program),
      )
    }
  },
}
