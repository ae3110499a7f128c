import type { Part } from '../part.ts'
import { microseconds, shareOf } from '../report/cells.ts'
import { runTask } from '../run-task.ts'
import { measured, ratioOf } from '../statistics.ts'

export const micro: Part = {
  name: 'checks',
  ratios: ['judge.memory'],
  async run(scale, say) {
    say('checks in process: every stage, the whole, one raw verification, policies alone')
    const figures = [...(await runTask('checks', scale))]
    const [, raw] = figures[0] as [string, readonly number[]]
    const [, whole] = figures[1] as [string, readonly number[]]
    return {
      ratios: { 'judge.memory': ratioOf(whole, raw) },
      tables: [
        {
          title: 'In process',
          columns: ['µs each', 'quartiles', 'of one raw ES256 verify', 'of the whole check'],
          lines: figures.map(([name, each]) => ({
            name,
            cells: [...microseconds(measured(each)), shareOf(ratioOf(each, raw)), shareOf(ratioOf(each, whole))],
          })),
        },
      ],
    }
  },
}
