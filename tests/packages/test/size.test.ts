import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { publicPackages } from '../setup/packed-package.ts'
import { bundle, gzippedBytes } from './bundle.ts'

const outsider = inject('outsider')

/** Minified and gzipped bytes: `own` with every other package left out, `whole` with what it brings along. */
interface Budget {
  readonly own: number
  readonly whole: number
}

const file = 'tests/packages/size-budgets.json'
const budgets = JSON.parse(readFileSync(join(import.meta.dirname, '../size-budgets.json'), 'utf8')) as Record<
  string,
  Budget
>

describe.each(publicPackages)('$name', ({ entries, peerDependencies }) => {
  test.each(entries)('%s is within its budget', async (entry) => {
    const program = `export * from '${entry}'`
    const isFramework = (id: string): boolean => id in peerDependencies
    const own = gzippedBytes(await bundle(outsider, program, (id) => id !== entry && !/^[./]/.test(id)))
    const whole = gzippedBytes(await bundle(outsider, program, isFramework))
    const budget = budgets[entry]
    expect(
      budget,
      `${entry} has no budget in ${file}: today it has ${own} bytes of its own, ${whole} as a whole`,
    ).toBeDefined()
    for (const [what, bytes] of Object.entries({ own, whole })) {
      const most = budget?.[what as keyof Budget] ?? 0
      expect(
        bytes,
        `${entry}, ${what}: ${bytes} bytes. Make it smaller, or raise its budget in ${file}`,
      ).toBeLessThanOrEqual(most)
    }
  })
})

test('every budget is some entry’s', () => {
  expect(Object.keys(budgets).sort()).toEqual(publicPackages.flatMap((one) => one.entries).sort())
})
