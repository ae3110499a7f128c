import { inject, test } from 'vitest'
import { denoTraits } from '../inside/traits.ts'
import { binary } from './binaries.ts'
import { expectTheSameSuite } from './declared.ts'
import { nodeLike, runSuite } from './run-suite.ts'
import { useTheApp } from './use-the-app.ts'

const programs = inject('programs')
// No more than a server needs: neither files nor programs nor the environment.
const run = ['run', '--no-prompt', '--no-config', '--allow-net=127.0.0.1']

test('Deno passes the suites', async () => {
  expectTheSameSuite(await runSuite(binary('deno'), run, nodeLike(programs, 'suite-on-deno')), denoTraits)
})

test('Deno serves an application', () => useTheApp(binary('deno'), run, nodeLike(programs, 'app-on-deno')))
