import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../root.mjs'

const read = (path) => readFileSync(join(root, path), 'utf8')

// A lockfile that names a host installs from there, whatever registry the reader's machine is set to.
test('the lockfile names no host', () => {
  expect(read('pnpm-lock.yaml').match(/https?:\/\/\S+|tarball:.*/g)).toBeNull()
})

test('no registry is set for the reader', () => {
  const settings = ['.npmrc', 'pnpm-workspace.yaml'].filter((path) => existsSync(join(root, path))).map(read)
  expect(settings.join('\n')).not.toMatch(/registry/i)
})

test('CI runs the command of the README', () => {
  expect(read('README.md')).toMatch(/^npm test\b/m)
  expect(read('.ci/run').trim().split('\n').at(-1)).toBe('npm test')
  execFileSync('bash', ['-n', join(root, '.ci/run')])
})
