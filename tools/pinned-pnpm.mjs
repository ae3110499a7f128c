import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { findBinary } from './find-binary.mjs'
import { root } from './root.mjs'
import { runStep } from './run-step.mjs'

/**
 * The environment in which `pnpm` is exactly the version that package.json pins: the machine's own if it is that
 * version, else one that npm puts into .tools/ of this repository. Nothing is installed globally.
 */
export async function withPinnedPnpm({
  env = process.env,
  folder = join(root, '.tools'),
  version = pinnedVersion(),
} = {}) {
  const own = findBinary('pnpm', env.PATH)
  if (own && versionOf(own, env) === version) return env

  const home = join(folder, `pnpm-${version}`)
  const bin = join(home, 'node_modules', '.bin')
  const local = join(bin, 'pnpm')
  const withLocal = { ...env, PATH: [bin, env.PATH].join(delimiter) }
  if (versionOf(local, withLocal) === version) return withLocal

  const install = ['npm', 'install', '--prefix', home, '--no-save', '--no-package-lock', `pnpm@${version}`]
  if (!(await runStep(`fetch pnpm ${version} into .tools/`, install, { cwd: tmpdir(), env }))) process.exit(1)
  return withLocal
}

function pinnedVersion() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return packageManager.replace(/^pnpm@/, '').replace(/\+.*$/, '')
}

// Asked outside the repository: inside it, a pnpm of another version would try to replace itself first.
function versionOf(binary, env) {
  try {
    return execFileSync(binary, ['--version'], { cwd: tmpdir(), env, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
  } catch {
    return undefined
  }
}
