import { describe, inject, test } from 'vitest'
import { honoOnNode } from '../../../packages/hono/test/hono-under-test.ts'
import { binary } from './binaries.ts'
import { expectTheSameSuite } from './declared.ts'
import { nodeLike, runSuite } from './run-suite.ts'
import { useTheApp } from './use-the-app.ts'

const programs = inject('programs')

describe.each([
  ['the Node that runs these tests', () => process.execPath],
  ['Node 22', () => binary('node22')],
  ['Node 24', () => binary('node24')],
])('%s', (_, node) => {
  test('passes the suites', async () => {
    expectTheSameSuite(await runSuite(node(), [], nodeLike(programs, 'suite-on-node')), honoOnNode)
  })

  test('serves an application', () => useTheApp(node(), [], nodeLike(programs, 'app-on-node')))
})
