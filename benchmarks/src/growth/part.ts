import type { Curve, Line, Part } from '../part.ts'
import { microseconds, short } from '../report/cells.ts'
import { type Measured, measured, ratioOf } from '../statistics.ts'
import { grow } from './grow.ts'
import type { Grown } from './held.ts'

/** One thing that grows, and between which two sizes its goal is. */
interface Growth {
  readonly grown: Grown
  readonly ratio: string
  readonly sizes: readonly number[]
  readonly quickSizes: readonly number[]
  readonly from: number
}

const GROWTHS: readonly Growth[] = [
  { grown: 'rules', ratio: 'growth.rules', sizes: [1, 3, 10, 30, 100], quickSizes: [10, 100], from: 10 },
  {
    grown: 'sessions',
    ratio: 'growth.sessions',
    sizes: [1_000, 10_000, 100_000, 1_000_000],
    quickSizes: [1_000, 20_000],
    from: 1_000,
  },
  {
    grown: 'changes',
    ratio: 'growth.changes',
    sizes: [1_000, 10_000, 100_000, 1_000_000],
    quickSizes: [1_000, 20_000],
    from: 1_000,
  },
]

export const growth: Part = {
  name: 'growth',
  ratios: GROWTHS.map(({ ratio }) => ratio),
  async run(scale, say) {
    const ratios: Record<string, Measured> = {}
    const lines: Line[] = []
    const curves: Curve[] = []
    for (const { grown, ratio, sizes, quickSizes, from } of GROWTHS) {
      const used = scale === 'full' ? sizes : quickSizes
      say(`growth: ${used.map(short).join(', ')} ${grown}`)
      const amount = scale === 'full' ? { rounds: 15, times: 8_000 } : { rounds: 3, times: 1_500 }
      const figures = await grow(grown, used, amount)
      const of = (size: number): readonly number[] => figures.get(size) as readonly number[]
      ratios[ratio] = ratioOf(of(Math.max(...used)), of(from))
      for (const size of used)
        lines.push({
          name: `${short(size)} ${grown}`,
          cells: [...microseconds(measured(of(size))), short(ratioOf(of(size), of(from)).value)],
        })
      curves.push({
        title: grown,
        x: grown,
        y: 'µs of CPU a request',
        points: used.map((size) => ({ x: size, y: measured(of(size)).value })),
      })
    }
    return {
      ratios,
      tables: [{ title: 'Growth', columns: ['µs CPU a request', 'quartiles', 'of the size compared with'], lines }],
      curves,
    }
  },
}
