import type { Part } from '../part.ts'
import { short } from '../report/cells.ts'
import { runTask } from '../run-task.ts'
import { once } from '../statistics.ts'

export const memory: Part = {
  name: 'memory',
  ratios: ['memory.session', 'memory.change', 'memory.requests'],
  async run(scale, say) {
    say('memory: sessions of ours and of express-session')
    const ours = await runTask('sessionBytes', scale)
    const theirs = await runTask('peerSessionBytes', scale)
    say('memory: live changes')
    const change = await runTask('changeBytes', scale)
    say('memory: the heap after many requests')
    const { early, late } = await runTask('requestBytes', scale)
    const line = (name: string, bytes: number) => ({ name, cells: [short(bytes)] })
    return {
      ratios: {
        'memory.session': once(ours / theirs),
        'memory.change': once(change),
        'memory.requests': once(late / early),
      },
      tables: [
        {
          title: 'Memory',
          columns: ['bytes'],
          lines: [
            line('a session of ours', ours),
            line('a session of express-session, the same facts', theirs),
            line('a live change', change),
            line('the heap after a tenth of the requests', early),
            line('the heap after all of them', late),
          ],
        },
      ],
    }
  },
}
