import { prepareWorkspace, turbo } from './prepare-workspace.mjs'
import { runShown, runStep } from './run-step.mjs'

// Packages are measured as they are published, so they are built first.
const options = await prepareWorkspace()
if (!(await runStep('build', turbo('bundle', '--filter=benchmarks'), options))) process.exit(1)
process.exitCode = await runShown([process.execPath, 'benchmarks/dist/run.js', ...process.argv.slice(2)], options)
