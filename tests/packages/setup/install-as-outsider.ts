import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type PublicPackage, publicPackages, root, tarballOf } from './packed-package.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** An empty project with every public package installed from its tarball. */
    readonly outsider: string
  }
}

/** Builds and packs every public package, and installs the tarballs into a project of their own, without a network. */
export default function setup(project: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'retrust-outsider-')))
  const tarballs = join(folder, 'tarballs')
  const outsider = join(folder, 'project')
  mkdirSync(tarballs)
  mkdirSync(outsider)
  run(
    join(root, 'node_modules/.bin/turbo'),
    ['run', 'build', '--filter=./packages/*', '--output-logs=errors-only'],
    root,
  )
  for (const one of publicPackages) run('pnpm', ['pack', '--out', tarballOf(one, tarballs)], one.folder)
  writeProject(outsider, tarballs)
  run('pnpm', ['install', '--offline', '--store-dir', join(folder, 'store')], outsider)
  project.provide('outsider', outsider)
  return () => rmSync(folder, { recursive: true, force: true })
}

/**
 * What others publish is linked from this repository, in the versions of its lockfile; nothing else can be imported, since
 * pnpm gives a package only what its manifest names.
 */
function writeProject(outsider: string, tarballs: string): void {
  const ours = Object.fromEntries(publicPackages.map((one) => [one.name, `file:${tarballOf(one, tarballs)}`]))
  const theirs = Object.assign({}, ...publicPackages.map((one) => linksOf(one)))
  const frameworks = publicPackages.flatMap((one) => Object.keys(one.peerDependencies))
  const types = ['@types/node', '@types/express', '@types/koa']
  const dependencies = {
    ...ours,
    ...Object.fromEntries(frameworks.map((name) => [name, theirs[name]])),
    ...Object.fromEntries(types.map((name) => [name, linkTo(name, join(root, 'tests/packages'))])),
  }
  write('package.json', { name: 'outsider', private: true, type: 'module', dependencies })
  write('pnpm-workspace.yaml', { overrides: { ...ours, ...theirs }, strictPeerDependencies: false })

  function write(name: string, content: unknown): void {
    writeFileSync(join(outsider, name), JSON.stringify(content, null, 2))
  }
}

function linksOf({ folder, dependencies, peerDependencies }: PublicPackage): Record<string, string> {
  const names = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !name.startsWith('@retrust/'))
  return Object.fromEntries(names.map((name) => [name, linkTo(name, folder)]))
}

/** The nearest installed copy, as Node looks for it. */
function linkTo(name: string, from: string): string {
  for (const folder of [from, root]) {
    try {
      return `link:${realpathSync(join(folder, 'node_modules', name))}`
    } catch {}
  }
  throw new Error(`${name} is not installed in ${from}: run "pnpm install" first`)
}

function run(command: string, args: readonly string[], cwd: string): void {
  try {
    execFileSync(command, args, { cwd, stdio: 'pipe' })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: Buffer; stderr?: Buffer }
    throw new Error(`${command} ${args.join(' ')} (in ${cwd})\n${stdout}${stderr}`, { cause: error })
  }
}
