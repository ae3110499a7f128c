import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { lint } from './lint.mjs'
import { prepareWorkspace, turbo } from './prepare-workspace.mjs'
import { root } from './root.mjs'
import { runShown, runStep } from './run-step.mjs'
import { countTests } from './test-report.mjs'

const options = await prepareWorkspace()
if (process.argv.includes('--embedded')) options.env.RETRUST_EMBEDDED = '1'

const failedChecks = await lint(options)
const typesHold = await runStep('types', turbo('typecheck', '--continue'), options)
// Tests run the sources: only this shows that what would be published can be built.
const buildHolds = await runStep('build', turbo('build', '--continue'), options)
const shapesHold = await runStep('package shape', turbo('check:pack', '--continue'), options)

const report = join(root, 'node_modules', '.test-report.json')
rmSync(report, { force: true })
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const exitCode = await runShown(['node_modules/.bin/vitest', 'run', ...reporters], options)
const tests = countTests(report, exitCode)

const failed = failedChecks + (typesHold ? 0 : 1) + (buildHolds ? 0 : 1) + (shapesHold ? 0 : 1) + tests.failed
console.log(`${tests.passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
