import { execFile } from 'node:child_process'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { compileAsOutsider } from './outsider-sources.ts'

const outsider = inject('outsider')
// A connection that a broken adapter leaves open would keep the runner alive.
const LONGEST_MS = 90_000

let faults: readonly string[] = []
beforeAll(() => {
  faults = compileAsOutsider(outsider)
}, LONGEST_MS)

test('what the guides say compiles against the packed types', () => {
  expect(faults).toEqual([])
})

interface SuiteRun {
  readonly tests: number
  readonly passed: number
  readonly failed: readonly string[]
}

/** Runs a file of tests under Node's own runner, and answers its counts and what failed. */
function runSuite(name: string): Promise<SuiteRun> {
  const args = ['--test-reporter=tap', `dist/${name}.test.js`]
  return new Promise((resolve) => {
    const options = { cwd: outsider, maxBuffer: 64 * 1024 * 1024, timeout: LONGEST_MS }
    execFile(process.execPath, args, options, (_error, stdout, stderr) => {
      const count = (what: string): number => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1] ?? -1)
      const failed = [...stdout.matchAll(/^ *not ok .*/gm)].map(([line]) => line.trim())
      resolve({
        tests: count('tests'),
        passed: count('pass'),
        failed: count('tests') > 0 ? failed : [...failed, `${name} did not come to its end`, stderr],
      })
    })
  })
}

describe.concurrent('from the tarballs, under node:test,', () => {
  test.each([
    ['memory-suite', 80],
    ['store-suite', 80],
    ['node-suite', 200],
    ['express-suite', 200],
  ])(
    '%s passes',
    async (name, atLeast) => {
      const { tests, passed, failed } = await runSuite(name)
      expect(failed).toEqual([])
      expect(passed).toBe(tests)
      expect(tests).toBeGreaterThan(atLeast)
    },
    2 * LONGEST_MS,
  )
})
