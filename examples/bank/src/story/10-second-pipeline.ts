import { Program } from '../client/program.ts'
import { pipelineToken } from '../client/tokens.ts'
import { otherPipeline, pipeline } from './devices.ts'
import { allowed, denied } from './expected.ts'
import type { Scene } from './scene.ts'

export const secondPipeline: Scene = {
  title: 'A service token seen from a second pipeline',
  async play(stage) {
    const token = await pipelineToken(stage.branch.issuer)
    const first = new Program(pipeline, token)
    const second = new Program(otherPipeline, token)
    const read = (program: Program) => () => program.fetch('GET', stage.branch.at('/statement'))
    const does = 'reads the statement'
    await stage.tell({ who: 'pipeline', does, expect: allowed() }, read(first))
    await stage.tell(
      { who: 'pipeline 2', does, changed: 'other network', expect: denied('presenter.new') },
      read(second),
    )
    await stage.tell({ who: 'pipeline', does, expect: allowed() }, read(first))
  },
}
