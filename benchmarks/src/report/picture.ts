import type { Curve, Point } from '../part.ts'

const PANEL = { width: 400, height: 240, left: 64, right: 24, top: 34, bottom: 44 } as const

// GitHub shows pictures on light and on dark pages: one file for both.
const STYLE = `
  svg { --ink: #24292f; --faint: #d0d7de; --ours: #0969da; --beside: #8c959f; font: 12px system-ui, sans-serif }
  @media (prefers-color-scheme: dark) { svg { --ink: #c9d1d9; --faint: #30363d; --ours: #58a6ff; --beside: #8b949e } }
  text { fill: var(--ink) } .title { font-weight: 600; font-size: 13px } .end { text-anchor: end } .middle { text-anchor: middle }
  .grid { stroke: var(--faint) } .ours, .beside { fill: none; stroke: var(--ours); stroke-width: 2 }
  .beside { stroke: var(--beside); stroke-dasharray: 4 3 } circle { fill: var(--ours) }`

/** The curves as one SVG, two beside each other. */
export function pictureOf(curves: readonly Curve[]): string {
  const width = 2 * PANEL.width
  const height = Math.ceil(curves.length / 2) * PANEL.height
  const panels = curves.map((curve, i) => {
    const at = `translate(${(i % 2) * PANEL.width} ${Math.floor(i / 2) * PANEL.height})`
    return `<g transform="${at}">\n${panelOf(curve)}\n</g>`
  })
  const description = `How the cost grows with ${curves.map(({ x }) => x).join(', ')}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}">
<style>${STYLE}
</style>
${panels.join('\n')}
</svg>
`
}

function panelOf({ x, y, points, beside }: Curve): string {
  const all = [...points, ...(beside?.points ?? [])]
  // What grows with the number itself is read on a logarithmic scale, what should not grow on a plain one.
  const across = logScale(
    all.map((point) => point.x),
    PANEL.left,
    PANEL.width - PANEL.right,
  )
  const [bottom, top] = [PANEL.height - PANEL.bottom, PANEL.top]
  const up =
    beside === undefined
      ? plainScale(all, bottom, top)
      : logScale(
          all.map((point) => point.y),
          bottom,
          top,
        )
  const path = (line: readonly Point[]): string =>
    line.map((point) => `${across.at(point.x).toFixed(1)},${up.at(point.y).toFixed(1)}`).join(' ')
  const marks = [
    `<text class="title" x="${PANEL.left}" y="18">${y}${beside === undefined ? '' : `, and of ${beside.name} ones`}</text>`,
    ...up.ticks.flatMap((tick) => {
      const at = up.at(tick).toFixed(1)
      return [
        `<path class="grid" d="M${PANEL.left} ${at}H${PANEL.width - PANEL.right}"/>`,
        `<text class="end" x="${PANEL.left - 8}" y="${Number(at) + 4}">${label(tick)}</text>`,
      ]
    }),
    ...across.ticks.map(
      (tick) => `<text class="middle" x="${across.at(tick).toFixed(1)}" y="${bottom + 18}">${label(tick)}</text>`,
    ),
    `<text class="middle" x="${(PANEL.left + PANEL.width - PANEL.right) / 2}" y="${bottom + 36}">${x}</text>`,
  ]
  if (beside !== undefined) marks.push(`<polyline class="beside" points="${path(beside.points)}"/>`)
  marks.push(`<polyline class="ours" points="${path(points)}"/>`)
  for (const point of points)
    marks.push(`<circle cx="${across.at(point.x).toFixed(1)}" cy="${up.at(point.y).toFixed(1)}" r="3"/>`)
  return marks.join('\n')
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact' })
const label = (tick: number): string => COMPACT.format(tick)

interface AxisScale {
  readonly ticks: readonly number[]
  at(value: number): number
}

function logScale(values: readonly number[], from: number, to: number): AxisScale {
  const first = Math.floor(Math.log10(Math.min(...values)))
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))))
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i))
  return { ticks, at: (value) => from + ((Math.log10(value) - first) / (last - first)) * (to - from) }
}

function plainScale(points: readonly Point[], from: number, to: number): AxisScale {
  const most = Math.max(...points.map((point) => point.y))
  const size = 10 ** Math.floor(Math.log10(most))
  const step = [0.2, 0.5, 1, 2].map((part) => part * size).find((one) => most / one <= 6) ?? size
  const ticks = Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => i * step)
  const end = ticks.at(-1) as number
  return { ticks, at: (value) => from + (value / end) * (to - from) }
}
