import { expect, test } from 'vitest'
import { filesBelow, read } from './repository.ts'

/** The examples that a reader copies: each beside something that people use already. */
const companions = ['better-auth', 'graphql', 'openid-client', 'passport-local', 'passport-openid', 'trpc']

test.each(companions)('examples/%s is short enough to copy, says how it runs, and is run by a test', (name) => {
  const sources = filesBelow(`examples/${name}/src`, '.ts')
  expect(sources).toContain(`examples/${name}/src/app.ts`)
  const lengths = sources.map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
  expect(lengths.filter(({ lines }) => lines > 80)).toEqual([])

  expect(read(`examples/${name}/README.md`)).toContain('npm start')
  expect(JSON.parse(read(`examples/${name}/package.json`)).scripts.start).toContain('src/app.ts')
  expect(read(`examples/${name}/test/app.test.ts`)).toContain("import('../src/app.ts')")
  expect(read('examples/README.md')).toContain(`](${name}/README.md)`)
})
