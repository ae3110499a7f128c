import { root } from './root.mjs'
import { runStep } from './run-step.mjs'

const checks = [
  [
    'format and lint',
    ['node_modules/.bin/biome', 'check', '--colors=off', '--error-on-warnings', '--max-diagnostics=200', '.'],
  ],
  ['import direction', [process.execPath, 'tools/check-import-direction.mjs']],
  ['file names and lengths', [process.execPath, 'tools/check-source-files.mjs']],
]

/** Runs every check and answers how many failed. */
export async function lint(options = { cwd: root }) {
  let failed = 0
  for (const [name, command] of checks) if (!(await runStep(name, command, options))) failed += 1
  return failed
}

if (process.argv[1] === import.meta.filename) process.exitCode = (await lint()) === 0 ? 0 : 1
