import { readFileSync, writeFileSync } from 'node:fs'
import type { Goals } from '../goals.ts'
import type { Findings } from '../part.ts'
import { markdownTable } from './markdown.ts'
import { pictureOf } from './picture.ts'
import { goalTable, measuresTable, type Report } from './report.ts'

// Relative to the built program, benchmarks/dist/run.js.
const JSON_FILE = new URL('../latest.json', import.meta.url)
const TEXT_FILE = new URL('../latest.md', import.meta.url)
const PICTURE_FILE = new URL('../../docs/growth.svg', import.meta.url)

/** Everything that was found, for people. */
function textOf(report: Report, goals: Goals): string {
  return [...report.tables, goalTable(report, goals)].map(markdownTable).join('\n\n')
}

export function show(report: Report, goals: Goals): void {
  console.log(`\n${textOf(report, goals)}\n`)
}

/** Keeps a full run: figures, text and picture. */
export function writeReport(report: Report, findings: readonly Findings[], goals: Goals): void {
  const { ranAt, seconds, machine } = report
  const head = `# The latest full run\n\n${ranAt.slice(0, 16)} UTC, ${seconds} s. ${machine}. How to read it: [README](README.md).\n`
  writeFileSync(JSON_FILE, `${JSON.stringify(report, undefined, 2)}\n`)
  writeFileSync(TEXT_FILE, `${head}\n${textOf(report, goals)}\n\n${markdownTable(measuresTable(goals))}\n`)
  writeFileSync(PICTURE_FILE, pictureOf(findings.flatMap((one) => one.curves ?? [])))
}

export function readLast(): Report {
  return JSON.parse(readFileSync(JSON_FILE, 'utf8')) as Report
}
