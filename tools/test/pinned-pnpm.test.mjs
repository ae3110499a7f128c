import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { withPinnedPnpm } from '../pinned-pnpm.mjs'
import { temporaryFolder } from './temporary-folder.mjs'

const says = (version) => `#!/bin/sh\necho ${version}\n`
/** An npm that puts a pnpm of version 12.4.2 where `--prefix` says. */
const npm = `#!/bin/sh
bin="$3/node_modules/.bin"
/bin/mkdir -p "$bin"
printf '#!/bin/sh\\necho 12.4.2\\n' > "$bin/pnpm"
/bin/chmod +x "$bin/pnpm"
`

async function prepare(files) {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const folder = temporaryFolder({ 'bin/npm': npm, ...files })
  const given = { folder: join(folder, '.tools'), version: '12.4.2', env: { PATH: join(folder, 'bin') } }
  return { folder, given, env: await withPinnedPnpm(given) }
}

const versionIn = (env) => execFileSync('pnpm', ['--version'], { env }).toString().trim()

test('a machine with exactly the pinned version keeps it', async () => {
  const { folder, given, env } = await prepare({ 'bin/pnpm': says('12.4.2') })
  expect(env).toBe(given.env)
  expect(existsSync(join(folder, '.tools'))).toBe(false)
})

test('a machine without pnpm gets it inside the repository', async () => {
  const { folder, env } = await prepare({})
  expect(versionIn(env)).toBe('12.4.2')
  expect(existsSync(join(folder, '.tools/pnpm-12.4.2/node_modules/.bin/pnpm'))).toBe(true)
})

test('a machine with another version gets the pinned one, ahead of its own', async () => {
  const { env } = await prepare({ 'bin/pnpm': says('10.0.0') })
  expect(versionIn(env)).toBe('12.4.2')
})

test('what was fetched once is used again', async () => {
  const { given } = await prepare({})
  const withoutNpm = { ...given, env: { PATH: '' } }
  expect(versionIn(await withPinnedPnpm(withoutNpm))).toBe('12.4.2')
})
