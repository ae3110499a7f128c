import type { Line, Part, Scale } from '../part.ts'
import { microseconds, short } from '../report/cells.ts'
import { measured, ratioOf } from '../statistics.ts'
import { StreamSide } from './measure.ts'

interface Size {
  readonly streams: readonly number[]
  readonly windows: number
  readonly checkEveryMs: number
}

// A stream is judged every 30 s and, as feeds do, says every 15 s that it is alive: here both three times as often.
const SIZES: Readonly<Record<Scale, Size>> = {
  full: { streams: [10, 100, 1_000, 10_000], windows: 3, checkEveryMs: 10_000 },
  quick: { streams: [500], windows: 2, checkEveryMs: 2_000 },
}

export const streams: Part = {
  name: 'streams',
  ratios: ['streams.idle'],
  async run(scale, say) {
    const { streams: sizes, windows, checkEveryMs } = SIZES[scale]
    const most = Math.max(...sizes)
    const settings = { streams: most, checkEveryMs, beatMs: checkEveryMs / 2 }
    const judged = await StreamSide.start({ ...settings, judged: true })
    const bare = await StreamSide.start({ ...settings, judged: false })
    try {
      const figures = new Map<number, { readonly judged: number[]; readonly bare: number[] }>()
      for (const size of sizes) {
        say(`streams: ${short(size)} open, judged and bare`)
        await judged.open(size)
        await bare.open(size)
        const found = { judged: [] as number[], bare: [] as number[] }
        figures.set(size, found)
        for (let i = 0; i < (size === most ? windows : 1); i++) {
          const [ours, theirs] = await Promise.all([judged.cpuPerSecond(), bare.cpuPerSecond()])
          found.judged.push(ours)
          found.bare.push(theirs)
        }
      }
      await judged.assertEndReaches()
      const of = (size: number) => figures.get(size) as { judged: number[]; bare: number[] }
      const lines = sizes.map((size): Line => {
        const [ours, spread] = microseconds(measured(of(size).judged))
        const ratio = ratioOf(of(size).judged, of(size).bare)
        return {
          name: `${short(size)} streams`,
          cells: [ours, spread, short(measured(of(size).bare).value), short(ratio.value)],
        }
      })
      const points = (side: 'judged' | 'bare') => sizes.map((x) => ({ x, y: measured(of(x)[side]).value }))
      const axes = { x: 'open streams', y: 'µs of CPU a second' }
      return {
        ratios: { 'streams.idle': ratioOf(of(most).judged, of(most).bare) },
        tables: [{ title: 'Open streams', columns: ['µs CPU a second', 'quartiles', 'bare', 'ratio'], lines }],
        curves: [
          { title: 'streams', ...axes, points: points('judged'), beside: { name: 'bare', points: points('bare') } },
        ],
      }
    } finally {
      judged.end()
      bare.end()
    }
  },
}
