import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importFaults } from '../check-import-direction.mjs'
import { temporaryFolder } from './temporary-folder.mjs'

const faultsOf = (files) => importFaults(temporaryFolder(files))

const forbidden = {
  'core -> a Node module': [
    { 'packages/core/src/clock.ts': "import { hrtime } from 'node:process'\nexport const now = hrtime\n" },
    /packages\/core\/src\/clock\.ts -> process\n {2}core-imports-four-libraries: core runs on every runtime .*Take what you need as an option/,
  ],
  'core -> an adapter, by type only': [
    {
      'packages/core/src/decide.ts': "import type { Facts } from '../../express/src/facts.ts'\nexport type F = Facts\n",
      'packages/express/src/facts.ts': 'export interface Facts {}\n',
    },
    /core-imports-downwards: .*Move the shared part down, or pass it in/,
  ],
  'express -> hono': [
    { 'packages/express/src/index.ts': "export { Hono } from 'hono'\n" },
    /express-knows-its-own-framework: an adapter knows its own framework only/,
  ],
  'express -> the adapter for hono': [
    {
      'packages/express/src/index.ts': "export { retrust } from '../../hono/src/index.ts'\n",
      'packages/hono/src/index.ts': 'export const retrust = 1\n',
    },
    /express-imports-downwards: express may import adapter-kit, core/,
  ],
  'conformance -> adapter-kit, by value': [
    {
      'packages/conformance/src/index.ts': "export { bindAdapter } from '../../adapter-kit/src/index.ts'\n",
      'packages/adapter-kit/src/index.ts': 'export const bindAdapter = 1\n',
    },
    /conformance-knows-adapter-kit-by-its-types: .*Write `import type`/,
  ],
  'a circle': [
    {
      'packages/core/src/a.ts': "import { b } from './b.ts'\nexport const a = () => b\n",
      'packages/core/src/b.ts': "import { a } from './a.ts'\nexport const b = () => a\n",
    },
    /no-circle: .*Move what both need into a third file/,
  ],
  'a package without a rule': [
    {
      'packages/new-one/src/index.ts': "import '../../core/src/index.ts'\n",
      'packages/core/src/index.ts': 'export {}\n',
    },
    /every-package-has-a-rule: .*Add it to mayImport/,
  ],
  'a missing dependency': [{ 'packages/koa/src/index.ts': "import 'not-installed'\n" }, /no-dead-import/],
}

for (const [name, [files, message]] of Object.entries(forbidden)) {
  test(`${name} is refused, with the reason and the way out`, async () => {
    expect((await faultsOf(files)).join('\n')).toMatch(message)
  })
}

test('imports that go down are allowed', async () => {
  const files = {
    'packages/core/src/index.ts': 'export interface Trust {}\n',
    'packages/adapter-kit/src/index.ts': "export type { Trust } from '../../core/src/index.ts'\n",
    'packages/conformance/src/index.ts': "export type { Trust } from '../../adapter-kit/src/index.ts'\n",
  }
  expect(await faultsOf(files)).toEqual([])
})

test('nothing to read is a fault, not a pass', async () => {
  expect(await faultsOf({ 'packages/core/package.json': '{}' })).toEqual([
    'no source file was found: the check looked in the wrong place',
  ])
})

test('a package imported by its name is judged by its sources', async () => {
  const folder = temporaryFolder({
    'packages/hono/package.json': '{ "name": "@retrust/hono", "exports": { ".": { "source": "./src/index.ts" } } }',
    'packages/hono/src/index.ts': 'export const retrust = 1\n',
    'packages/core/src/index.ts': "export { retrust } from '@retrust/hono'\n",
    'packages/core/node_modules/@retrust/readme': '',
  })
  symlinkSync('../../../hono', join(folder, 'packages/core/node_modules/@retrust/hono'))
  expect((await importFaults(folder)).join('\n')).toMatch(
    /packages\/core\/src\/index\.ts -> packages\/hono\/src\/index\.ts\n {2}core-imports-downwards/,
  )
})
