import { readFlags } from './flags.ts'
import { type Goal, readGoals, type Standing, standingOf } from './goals.ts'
import { growth } from './growth/part.ts'
import { http } from './http/part.ts'
import { memory } from './memory/part.ts'
import { micro } from './micro/part.ts'
import type { Findings, Part } from './part.ts'
import { markdownTable } from './report/markdown.ts'
import { countLine, makeReport, type Report } from './report/report.ts'
import { readLast, show, writeReport } from './report/write-report.ts'
import { runTask } from './run-task.ts'
import { streams } from './streams/part.ts'

const PARTS: readonly Part[] = [micro, http, memory, growth, streams]

const goals = readGoals()
const flags = readFlags(process.argv.slice(2), PARTS, goals)
if (flags.profile) for (const table of await runTask('profile', flags.scale)) console.log(`\n${markdownTable(table)}`)
else conclude(flags.last ? readLast() : await run())

async function run(): Promise<Report> {
  const startedAt = new Date()
  const findings: Findings[] = []
  for (const part of flags.parts) {
    const say = (progress: string): void => {
      const seconds = Math.round((Date.now() - startedAt.getTime()) / 1000)
      console.log(`${String(seconds).padStart(4)} s  ${progress}`)
    }
    findings.push(await part.run(flags.scale, say))
  }
  const report = makeReport(findings, goals, flags.scale, startedAt)
  show(report, goals)
  // A part of a run, or a short one, is no result to keep.
  if (flags.scale === 'full' && flags.parts === PARTS) writeReport(report, findings, goals)
  return report
}

/** The last lines: what was missed, where that was asked, and the count. */
function conclude({ ratios }: Report): void {
  const standing = (name: string): Standing => standingOf(goals[name] as Goal, ratios[name])
  const missed = Object.keys(goals).filter((name) => standing(name) === 'missed')
  if (flags.check && missed.length > 0) {
    console.log(`missed: ${missed.join(', ')}`)
    process.exitCode = 1
  }
  console.log(countLine({ ratios }, goals))
}
