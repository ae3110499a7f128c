import { styleText } from 'node:util'
import type { PlayedScene, Told } from './story/perform.ts'

type Colour = Parameters<typeof styleText>[0]

const outcomeColours: Readonly<Record<string, Colour>> = {
  allow: 'green',
  downgrade: 'yellow',
  'step-up': 'yellow',
  deny: 'red',
  terminate: 'red',
  refused: 'red',
  unavailable: 'magenta',
}

const headings = ['who', 'action', 'what changed', 'outcome', 'reason'] as const

/** The whole story as one table. Colour only where a terminal shows it and nobody asked to leave it out. */
export function table(scenes: readonly PlayedScene[], frameworks: readonly string[], colours: boolean): string {
  const paint = (colour: Colour, text: string) => (colours ? styleText(colour, text, { validateStream: false }) : text)
  const rows = new Map(scenes.flatMap(({ lines }) => lines).map((line) => [line, cells(line)]))
  const widths = headings.map((heading, i) =>
    Math.max(heading.length, ...[...rows.values()].map((row) => row[i]?.length ?? 0)),
  )
  const inColumns = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0))
  const times = frameworks.map((framework) => `  ${framework}`).join('')

  const told = (line: Told): string[] => {
    const [who = '', does = '', changed = '', outcome = '', reason = ''] = inColumns(rows.get(line) ?? [])
    const mark = line.faults.length === 0 ? paint('green', '=') : paint('red', '≠')
    const took = frameworks.map((name) => milliseconds(line.seen.get(name)?.took, name)).join('')
    const colour = outcomeColours[outcomeOf(line)]
    const shown = [who, does, paint('dim', changed), colour ? paint(colour, outcome) : outcome, reason, mark + took]
    return [`  ${shown.join('  ')}`, ...line.faults.map((fault) => paint('red', `    ≠ ${fault}`))]
  }
  return [
    paint('dim', `  ${inColumns(headings).join('  ')}  =${times}`),
    ...scenes.flatMap(({ title, lines, faults }, i) => [
      '',
      paint('bold', `${i + 1}  ${title}`),
      ...lines.flatMap(told),
      ...faults.map((fault) => paint('red', `    ≠ ${fault}`)),
    ]),
  ].join('\n')
}

const milliseconds = (took: number | undefined, framework: string): string =>
  (took?.toFixed(1) ?? '').padStart(framework.length + 2)

const outcomeOf = ({ seen }: Told): string => [...seen.values()][0]?.outcome ?? ''

function cells({ who, does, changed, seen }: Told): string[] {
  const { status = 0, outcome = '', reason = '' } = [...seen.values()][0] ?? {}
  return [who, does, changed, status === 0 ? outcome : `${status} ${outcome}`, reason]
}
