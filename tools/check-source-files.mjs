import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from './root.mjs'
import { sourceFiles } from './source-files.mjs'

const namesThatSayNothing = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'manager', 'types'])
const mostLines = 300
const reasonAtHead = /^\/\/ Over 300 lines: \S/

/** What is wrong with one source file, each with what to do instead. */
export function faultsOf(path, text) {
  const faults = []
  const name = basename(path).replace(/\.tsx?$/, '')
  if (namesThatSayNothing.has(name))
    faults.push(
      `"${name}" does not say what the file does: name it after its one job, and move what is left to its user`,
    )
  if (!/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(name)) faults.push('file names are kebab-case')
  const lines = text.split('\n').length - 1
  if (lines > mostLines && !reasonAtHead.test(text))
    faults.push(`${lines} lines: split it, or begin its first line with "// Over 300 lines: " and the reason`)
  return faults.map((fault) => `${path}: ${fault}`)
}

if (process.argv[1] === import.meta.filename) {
  const files = sourceFiles(root)
  const faults = files.flatMap((path) => faultsOf(path, readFileSync(join(root, path), 'utf8')))
  if (files.length === 0) faults.push('no source file was found: the check looked in the wrong place')
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
}
