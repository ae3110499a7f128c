import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { read, root } from './repository.ts'

/** What a line of the threat model says is shown by which words of which file. */
const lines = [...read('docs/threat-model.md').matchAll(/^\| (.*?) \| `(.*?)`: (.*?) \|$/gm)].map(
  ([, claim = '', file = '', words = '']) => ({ claim, file, words }),
)

test('the threat model has a test for each line of its tables', () => {
  const rows = read('docs/threat-model.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| what is done'))
  expect(lines.length).toBe(rows.length)
  expect(lines.length).toBeGreaterThan(30)
})

test.each(lines)('"$claim" is shown by a test that there is', ({ file, words }) => {
  expect(existsSync(join(root, file))).toBe(true)
  expect(read(file)).toContain(words)
})
