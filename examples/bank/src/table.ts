import { styleText } from 'node:util'
import { columnWidths, inLines } from './columns.ts'
import type { PlayedScene, Told } from './story/perform.ts'

type Colour = Parameters<typeof styleText>[0]

const outcomeColours: Readonly<Record<string, Colour>> = {
  allow: 'green',
  downgrade: 'yellow',
  'step-up': 'yellow',
  'asked for a password': 'yellow',
  deny: 'red',
  terminate: 'red',
  unavailable: 'magenta',
}

const headings = ['who', 'action', 'what changed', 'outcome', 'reason'] as const
const legend =
  '= as expected and alike in all, ≠ not. Times in ms, as the client sees them. The clock is moved, nobody waits.'

export interface Screen {
  /** In characters. */
  readonly width: number
  readonly colours: boolean
}

/** The whole story as one table. What is too wide for the screen is folded. */
export function table(scenes: readonly PlayedScene[], frameworks: readonly string[], screen: Screen): string {
  const paint = (colour: Colour | undefined, text: string) =>
    colour && screen.colours ? styleText(colour, text, { validateStream: false }) : text
  const rows = new Map(scenes.flatMap(({ lines }) => lines).map((line) => [line, cells(line)]))
  const titles = frameworks.map((name) => ` ${inTime(name)}`).join('')
  const gaps = `  ${'  '.repeat(headings.length)}=${titles}`
  const widths = columnWidths([headings, ...rows.values()], screen.width - gaps.length)

  const told = (line: Told): string[] => {
    const mark = line.faults.length === 0 ? paint('green', '=') : paint('red', '≠')
    const took = frameworks.map((name) => ` ${milliseconds(line.seen.get(name)?.took).padStart(inTime(name).length)}`)
    const colour = outcomeColours[first(line)?.outcome ?? '']
    const lines = inLines(rows.get(line) ?? [], widths).map(([who, does, changed = '', outcome = '', reason]) =>
      [who, does, paint('dim', changed), paint(colour, outcome), reason].join('  '),
    )
    return [...beside(lines, `${mark}${took.join('')}`), ...line.faults.map((fault) => paint('red', `    ≠ ${fault}`))]
  }
  const heads = inLines(headings, widths).map((cells) => cells.join('  '))
  return [
    paint('dim', legend),
    '',
    ...beside(heads, `=${titles}`).map((line) => paint('dim', line)),
    ...scenes.flatMap(({ title, lines, faults }, i) => [
      '',
      paint('bold', `${i + 1}  ${title}`),
      ...lines.flatMap(told),
      ...faults.map((fault) => paint('red', `    ≠ ${fault}`)),
    ]),
  ].join('\n')
}

/** A row's lines, with what stands beside the first of them. */
const beside = ([line, ...folded]: readonly string[], what: string): string[] => [
  `  ${line}  ${what}`,
  ...folded.map((more) => `  ${more.trimEnd()}`),
]

/** Four characters are enough for a time below ten seconds: 2.1, 13, 1375. */
const inTime = (framework: string): string => framework.padStart(4)
const milliseconds = (took: number | undefined): string => took?.toFixed(took < 9.95 ? 1 : 0) ?? ''

const first = ({ seen }: Told) => [...seen.values()][0]

function cells(line: Told): string[] {
  const { who, does, changed } = line
  const { status = 0, outcome = '', reason = '' } = first(line) ?? {}
  return [who, does, changed, status === 0 ? outcome : `${status} ${outcome}`, reason]
}
