import { readFlags } from './flags.ts'
import { readGoals } from './goals.ts'
import { growth } from './growth/part.ts'
import { http } from './http/part.ts'
import { memory } from './memory/part.ts'
import { micro } from './micro/part.ts'
import type { Findings, Part } from './part.ts'
import { countLine, makeReport, type Report } from './report/report.ts'
import { readLast, show, writeReport } from './report/write-report.ts'

const PARTS: readonly Part[] = [micro, http, memory, growth]

const goals = readGoals()
const flags = readFlags(process.argv.slice(2), PARTS, goals)
const report = flags.last ? readLast() : await run()
const missed = Object.entries(report.ratios).filter(([, { standing }]) => standing === 'missed')
if (flags.check && missed.length > 0) console.log(`missed: ${missed.map(([name]) => name).join(', ')}`)
console.log(countLine(report, goals))
if (flags.check && missed.length > 0) process.exitCode = 1

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
