import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { entries, publicPackages } from '../setup/packed-package.ts'

const outsider = inject('outsider')

const imports = `Promise.all(${JSON.stringify(entries)}.map((entry) => import(entry)))`
const requires = `${JSON.stringify(entries)}.map((entry) => require(entry))`
const show =
  "(all) => console.log(JSON.stringify(all.map((one) => Object.keys(one).filter((name) => name !== '__esModule').sort())))"

/** Runs a program in the outsider's project, by the Node that runs this, and reads what it prints. */
const node = (type: 'module' | 'commonjs', program: string): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [`--input-type=${type}`, '-e', program], { cwd: outsider, encoding: 'utf8' }),
  )

test('every entry can be imported and required, and is the same either way', () => {
  const imported = node('module', `${imports}.then(${show})`) as string[][]
  expect(entries.filter((_, i) => imported[i]?.length === 0)).toEqual([])
  expect(node('commonjs', `(${show})(${requires})`)).toEqual(imported)
  const same = '(one, i) => Object.keys(one).every((name) => one[name] === required[i][name])'
  const both = `const required = ${requires}; ${imports}.then((all) => console.log(JSON.stringify(all.map(${same}))))`
  expect(node('commonjs', both)).toEqual(entries.map(() => true))
})

test.each(publicPackages)('$name is packed with what it needs and nothing of this repository', ({ name, folder }) => {
  const installed = createRequire(join(outsider, 'package.json')).resolve(name)
  const packed = installed.slice(0, installed.lastIndexOf('/dist/'))
  const manifest = readFileSync(join(packed, 'package.json'), 'utf8')
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  expect(manifest).not.toMatch(/"(workspace|catalog|link|file):|\.\/src\//)
  const { dependencies = {}, license } = JSON.parse(manifest) as { dependencies?: object; license: string }
  for (const [one, range] of Object.entries(dependencies))
    if (one.startsWith('@retrust/')) expect([one, range]).toEqual([one, `^${version}`])
  expect(license).toBe('MIT')
  expect(readFileSync(join(packed, 'README.md'), 'utf8')).toContain(`# ${name}`)
  expect(readFileSync(join(packed, 'LICENSE'), 'utf8')).toContain('MIT')
})
