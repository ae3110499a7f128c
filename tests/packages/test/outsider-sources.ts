import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pageExamples } from 'docs-tests/test/example.ts'
import ts from 'typescript'
import { entries, root } from '../setup/packed-package.ts'

const copied = [
  ...['file-store', 'journal', 'table', 'page-size', 'sessions', 'changes', 'records'].map(
    (name) => `examples/file-store/src/${name}.ts`,
  ),
  ...['node-under-test', 'answer', 'listen'].map((name) => `packages/node/test/${name}.ts`),
  'packages/express/test/express-under-test.ts',
]

const memorySuite = `
import { describe, test } from 'node:test'
import { storeSuite } from '@retrust/conformance'
import { memoryStore } from '@retrust/core'
import { manualClock } from '@retrust/core/testing'

storeSuite({ describe, test }, {
  name: 'memoryStore',
  open(bounds) {
    const clock = manualClock()
    return { store: memoryStore({ clock, ...bounds }), moveTime: (ms) => clock.advance(ms) }
  },
})
`

const expressSuite = `
import { describe, test } from 'node:test'
import { adapterSuite } from '@retrust/conformance'
import express from 'express'
import { expressUnderTest } from './express-under-test.ts'

adapterSuite({ describe, test }, expressUnderTest('Express 5', express))
`

const everyEntry = entries.map((entry, i) => `export * as entry${i} from '${entry}'`).join('\n')

/**
 * Writes what the guides say into the outsider's project, compiles it there against the packed types, and answers the
 * faults that the compiler found.
 */
export function compileAsOutsider(outsider: string): readonly string[] {
  const folder = join(outsider, 'src')
  mkdirSync(folder, { recursive: true })
  const texts = new Map(copied.map((path) => [basename(path), readFileSync(join(root, path), 'utf8')]))
  for (const { file, from, code } of pageExamples())
    if (file !== undefined && from.startsWith('docs/guides/write-')) texts.set(basename(file), code)
  texts
    .set('memory-suite.test.ts', memorySuite)
    .set('express-suite.test.ts', expressSuite)
    .set('entries.ts', everyEntry)
  for (const [name, text] of texts) writeFileSync(join(folder, name), text)

  const program = ts.createProgram(
    [...texts.keys()].map((name) => join(folder, name)),
    {
      target: ts.ScriptTarget.ES2022,
      // No DOM: what a Node project has, it has from @types/node.
      lib: ['lib.es2023.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: ['node'],
      typeRoots: [join(outsider, 'node_modules/@types')],
      strict: true,
      exactOptionalPropertyTypes: true,
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: true,
      outDir: join(outsider, 'dist'),
    },
  )
  const { diagnostics } = program.emit()
  return [...ts.getPreEmitDiagnostics(program), ...diagnostics].flatMap(({ file, messageText }) => {
    const path = file?.fileName ?? ''
    // The types that others publish are theirs to mend; ours are those in the tarballs.
    const isTheirs = path.includes('/node_modules/') && !path.includes('@retrust')
    return isTheirs ? [] : [`${path.replace(outsider, '')}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`]
  })
}
