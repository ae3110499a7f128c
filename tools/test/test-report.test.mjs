import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countTests } from '../test-report.mjs'
import { temporaryFolder } from './temporary-folder.mjs'

const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }

function count(report, exitCode) {
  const folder = temporaryFolder({ 'report.json': JSON.stringify({ ...none, ...report }) })
  return countTests(join(folder, 'report.json'), exitCode)
}

test('passed and failed tests are counted', () => {
  expect(count({ numPassedTests: 7 }, 0)).toEqual({ passed: 7, failed: 0 })
  expect(count({ numPassedTests: 7, numFailedTests: 2 }, 1)).toEqual({ passed: 7, failed: 2 })
})

test('a skipped or planned test is a failure', () => {
  expect(count({ numPassedTests: 1, numPendingTests: 1, numTodoTests: 1 }, 0)).toEqual({ passed: 1, failed: 2 })
})

test('a file that could not be loaded is a failure', () => {
  const testResults = [{ status: 'failed', assertionResults: [] }]
  expect(count({ numPassedTests: 1, testResults }, 1)).toEqual({ passed: 1, failed: 1 })
})

test('a failed test is not counted again as its file', () => {
  const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }]
  expect(count({ numFailedTests: 1, testResults }, 1)).toEqual({ passed: 0, failed: 1 })
})

test('a bad end without a failed test is a failure', () => {
  expect(count({ numPassedTests: 1 }, 1)).toEqual({ passed: 1, failed: 1 })
})

test('a run without tests is a failure', () => {
  expect(count({}, 0)).toEqual({ passed: 0, failed: 1 })
})

test('a run without a report is a failure', () => {
  expect(countTests(join(temporaryFolder(), 'absent.json'), 0)).toEqual({ passed: 0, failed: 1 })
})
