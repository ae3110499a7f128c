import { withPinnedPnpm } from './pinned-pnpm.mjs'
import { root } from './root.mjs'
import { runStep } from './run-step.mjs'

const quiet = { DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' }

/** Installs what the lockfile names and this folder lacks. Answers the options under which every tool is started. */
export async function prepareWorkspace() {
  const env = { ...(await withPinnedPnpm()), ...quiet }
  const options = { cwd: root, env }
  // pnpm compares node_modules with the lockfile by itself, in a moment.
  if (!(await runStep('install', ['pnpm', 'install', '--frozen-lockfile'], options))) process.exit(1)
  return options
}

/** Two at a time: with more than the machine has cores, tests run into their time limits. */
export function turbo(task, ...args) {
  return ['node_modules/.bin/turbo', 'run', task, '--concurrency=2', '--output-logs=errors-only', ...args]
}
