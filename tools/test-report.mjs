import { readFileSync } from 'node:fs'

/**
 * What a vitest JSON report counts. A file that could not be loaded, a skipped test, a run that ended badly without a
 * failed test (an unhandled rejection) and a run without tests are failures: none of them showed that the code works.
 */
export function countTests(file, exitCode) {
  const report = read(file)
  if (!report) return { passed: 0, failed: 1 }
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length
  const passed = report.numPassedTests
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests + brokenFiles
  const unexplained = failed === 0 && (exitCode !== 0 || passed === 0)
  return { passed, failed: unexplained ? 1 : failed }
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
