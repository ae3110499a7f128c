import { cpus, totalmem } from 'node:os'
import { boundOf, type Goals, type Standing, standingOf } from '../goals.ts'
import type { Findings, Scale, Table } from '../part.ts'
import type { Measured } from '../statistics.ts'
import { short } from './cells.ts'

/** A run as it is written down. */
export interface Report {
  readonly ranAt: string
  readonly seconds: number
  readonly scale: Scale
  readonly machine: string
  readonly ratios: Readonly<Record<string, Measured & { readonly standing: Standing }>>
  readonly notYet: Readonly<Record<string, string>>
  readonly tables: readonly Table[]
}

export function makeReport(findings: readonly Findings[], goals: Goals, scale: Scale, startedAt: Date): Report {
  const found = Object.assign({}, ...findings.map((one) => one.ratios)) as Record<string, Measured>
  const unknown = Object.keys(found).filter((name) => goals[name] === undefined)
  if (unknown.length > 0) throw new Error(`no goal in goals.json: ${unknown.join(', ')}`)
  const ratios = Object.entries(goals).flatMap(([name, goal]) => {
    const figures = found[name]
    return figures === undefined ? [] : [[name, { ...figures, standing: standingOf(goal, figures) }] as const]
  })
  const notYet = Object.entries(goals).flatMap(([name, goal]) =>
    goal.notYet === undefined ? [] : [[name, goal.notYet]],
  )
  return {
    ranAt: startedAt.toISOString(),
    seconds: Math.round((Date.now() - startedAt.getTime()) / 1000),
    scale,
    machine: machine(),
    ratios: Object.fromEntries(ratios),
    notYet: Object.fromEntries(notYet),
    tables: findings.flatMap((one) => one.tables),
  }
}

function machine(): string {
  const processors = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const model = processors[0]?.model.trim() ?? 'unknown processor'
  return `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${processors.length} cores (${model}), ${memory} GB`
}

/** Every goal with what was found, in the order of goals.json. */
export function goalTable({ ratios }: Pick<Report, 'ratios'>, goals: Goals): Table {
  return {
    title: 'Goals',
    columns: ['', 'found', 'quartiles', 'goal'],
    lines: Object.entries(goals).map(([name, goal]) => {
      const found = ratios[name]
      const figures =
        found === undefined
          ? ['', goal.notYet ?? '']
          : [short(found.value), `${short(found.low)} to ${short(found.high)}`]
      return { name, cells: [standingOf(goal, found), ...figures, boundOf(goal)] }
    }),
  }
}

/** What each of them is, in words. */
export const measuresTable = (goals: Goals): Table => ({
  title: 'What is measured',
  columns: ['measured as'],
  lines: Object.entries(goals).map(([name, { measures }]) => ({ name, cells: [measures] })),
})

/** The last line: how many goals are met, missed, and not yet measurable. */
export function countLine({ ratios }: Pick<Report, 'ratios'>, goals: Goals): string {
  const standings = Object.entries(goals).map(([name, goal]) => standingOf(goal, ratios[name]))
  const count = (standing: Standing): number => standings.filter((one) => one === standing).length
  const left = count('not run')
  const most = `${count('met')} met, ${count('missed')} missed, ${count('not yet')} not yet measurable`
  return left === 0 ? most : `${most}, ${left} not run`
}
