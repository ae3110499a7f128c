import { prepareWorkspace, turbo } from './prepare-workspace.mjs'
import { runShown, runStep } from './run-step.mjs'

const options = await prepareWorkspace()
if (!(await runStep('build', turbo('build', '--filter=bank-example'), options))) process.exit(1)
process.exitCode = await runShown([process.execPath, 'examples/bank/dist/demo.js', ...process.argv.slice(2)], options)
