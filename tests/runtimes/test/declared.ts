import { expect } from 'vitest'
import { casesOf } from '../inside/cases.ts'
import type { CaseResult } from '../inside/run-cases.ts'
import type { Traits } from '../inside/traits.ts'

/** Fewer than this, and the suites themselves have lost something. */
const AT_LEAST = 200

/** Holds what a runtime answered to what the suites declare here: every case ran there, in order, and passed. */
export function expectTheSameSuite(results: readonly CaseResult[], traits: Traits): void {
  const failed = results.filter(({ error }) => error !== undefined)
  expect(failed.map(({ name, error }) => `${name}\n${error}`)).toEqual([])
  const declared = casesOf({ ...traits, start: notHere }).map(({ name }) => name)
  expect(declared.length).toBeGreaterThan(AT_LEAST)
  expect(results.map(({ name }) => name)).toEqual(declared)
}

function notHere(): never {
  throw new Error('the cases are counted here, not run')
}
