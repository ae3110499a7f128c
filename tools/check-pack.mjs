import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './root.mjs'
import { runStep } from './run-step.mjs'

// Called in the folder of a package. pnpm packs it, since only pnpm applies publishConfig and replaces workspace ranges.
const tool = (name) => join(root, 'node_modules', '.bin', name)
const folder = mkdtempSync(join(tmpdir(), 'retrust-pack-'))
try {
  process.exitCode = (await check()) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}

async function check() {
  if (!(await runStep('pack', ['pnpm', 'pack', '--pack-destination', folder]))) return false
  const tarball = join(folder, readdirSync(folder)[0])
  const shape = await runStep('package shape', [tool('publint'), tarball, '--strict'])
  return (await runStep('types as installed', [tool('attw'), tarball, '--profile', 'esm-only', '--no-color'])) && shape
}
