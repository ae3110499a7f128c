import { expect, test } from 'vitest'
import { faultsOf } from '../check-source-files.mjs'

const lines = (count) => 'const a = 1\n'.repeat(count)

test.each(['utils', 'helpers', 'common', 'types'])('a file called %s is refused', (name) => {
  expect(faultsOf(`packages/core/src/${name}.ts`, '')).toEqual([expect.stringContaining('name it after its one job')])
})

test('a name that says what the file does is fine', () => {
  expect(faultsOf('packages/core/src/decision/required-level.ts', lines(300))).toEqual([])
})

test('camel case is refused', () => {
  expect(faultsOf('packages/core/src/runRules.ts', '')).toEqual([expect.stringContaining('kebab-case')])
})

test('more than 300 lines need a reason at the head', () => {
  const path = 'packages/core/src/decide.ts'
  expect(faultsOf(path, lines(301))).toEqual([expect.stringContaining('301 lines: split it')])
  expect(faultsOf(path, `// Over 300 lines: one table, read as a whole.\n${lines(300)}`)).toEqual([])
  expect(faultsOf(path, `// Over 300 lines: \n${lines(300)}`)).toHaveLength(1)
})
