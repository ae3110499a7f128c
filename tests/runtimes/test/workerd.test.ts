import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Miniflare } from 'miniflare'
import { describe, expect, inject, test } from 'vitest'
import { honoOnFetch } from '../../../packages/hono/test/hono-on-fetch.ts'
import type { CaseResult } from '../inside/run-cases.ts'
import { expectTheSameSuite } from './declared.ts'
import { visit } from './use-the-app.ts'

const programs = inject('programs')

async function run<T>(path: string, compatibilityFlags: string[], use: (origin: URL) => Promise<T>): Promise<T> {
  const contents = readFileSync(join(programs, path), 'utf8')
  const worker = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.mjs', contents }],
    // Not newer than the workerd that miniflare brings.
    compatibilityDate: '2026-04-01',
    compatibilityFlags,
  })
  try {
    return await use(await worker.ready)
  } finally {
    await worker.dispose()
  }
}

describe.each([
  ['workerd without Node', 'workerd', []],
  ['workerd with nodejs_compat', 'workerd-with-node', ['nodejs_compat']],
])('%s', (_, folder, flags) => {
  test('passes the suites', async () => {
    const lines = await run(join(folder, 'suite-on-workerd.mjs'), flags, async (origin) => {
      const response = await fetch(origin)
      // Which of core's two ways to hash was used.
      expect(response.headers.get('has-node')).toBe(String(flags.length > 0))
      return response.text()
    })
    expectTheSameSuite(
      lines
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as CaseResult),
      honoOnFetch,
    )
  })

  test('serves an application', () => run(join(folder, 'app-on-workerd.mjs'), flags, ({ origin }) => visit(origin)))
})
