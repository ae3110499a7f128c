import { inject, test } from 'vitest'
import { bunTraits } from '../inside/traits.ts'
import { binary } from './binaries.ts'
import { expectTheSameSuite } from './declared.ts'
import { nodeLike, runSuite } from './run-suite.ts'
import { useTheApp } from './use-the-app.ts'

const programs = inject('programs')

test('Bun passes the suites', async () => {
  expectTheSameSuite(await runSuite(binary('bun'), [], nodeLike(programs, 'suite-on-bun')), bunTraits)
})

test('Bun serves an application', () => useTheApp(binary('bun'), [], nodeLike(programs, 'app-on-bun')))
