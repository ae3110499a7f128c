import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { filesBelow, read } from './repository.ts'

const folder = mkdtempSync(join(import.meta.dirname, '.guides-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The programs of the guides that run by themselves, and check themselves. */
const programs = filesBelow('docs/guides', '.md').flatMap((page) =>
  [...read(page).matchAll(/^<!-- run -->\n```ts\n([\s\S]*?)^```/gm)].map(([, code = ''], i) => ({ page, i, code })),
)

test('there are programs in the guides', () => {
  expect(programs.length).toBeGreaterThanOrEqual(3)
})

test.each(programs)('$page, program $i runs', async ({ page, i, code }) => {
  const path = join(folder, `${page.replaceAll(/\W/g, '-')}-${i}.ts`)
  writeFileSync(path, code)
  expect(code).toMatch(/\bassert\b/)
  await import(path)
})
