import { cruise } from 'dependency-cruiser'
import { ruleSet } from './import-rules.mjs'
import { root } from './root.mjs'
import { sourceFiles } from './source-files.mjs'

const options = {
  ruleSet,
  validate: true,
  doNotFollow: { path: 'node_modules' },
  // Types count too: an `import type` ties two packages together as much as a call does.
  tsPreCompilationDeps: true,
}

// The same order of conditions as in tsconfig.base.json: a workspace package resolves to its sources.
const resolution = { exportsFields: ['exports'], conditionNames: ['source', 'import', 'types', 'default'] }

/** What is wrong with the imports of all packages below a folder, each with the reason and what to do instead. */
export async function importFaults(folder) {
  const files = sourceFiles(folder)
  if (files.length === 0) return ['no source file was found: the check looked in the wrong place']
  const { summary, modules } = (await cruise(files, { ...options, baseDir: folder }, resolution)).output

  // A compiler that dependency-cruiser does not know blinds it without an error.
  const read = new Set(modules.map(({ source }) => source))
  const unread = files.filter((file) => !read.has(file))
  return [
    ...summary.violations.map(describe),
    ...unread.map((file) => `${file} was not read: its imports are unchecked`),
  ]
}

const comments = new Map(ruleSet.forbidden.map(({ name, comment }) => [name, comment]))

function describe({ from, to, cycle, rule }) {
  const path = cycle ? cycle.map(({ name }) => name).join(' -> ') : to
  return `${from} -> ${path}\n  ${rule.name}: ${comments.get(rule.name)}`
}

if (process.argv[1] === import.meta.filename) {
  const faults = await importFaults(root)
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
}
