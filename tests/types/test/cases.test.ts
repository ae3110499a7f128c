import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const folder = join(import.meta.dirname, '../cases')
const names = readdirSync(folder).filter((name) => name.endsWith('.ts'))
const EXPECTED = /^\s*\/\/ @ts-expect-error.*$/gm

/** The faults of the cases, as `file:line`. With `bare` nothing is expected: each expected error becomes one. */
function faults({ bare }: { bare: boolean }): string[] {
  const config = join(folder, '../tsconfig.json')
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
  const options = ts.getParsedCommandLineOfConfigFile(config, { noEmit: true }, host)?.options ?? {}
  const compiler = ts.createCompilerHost(options)
  const { getSourceFile } = compiler
  compiler.getSourceFile = (name, version, ...rest) =>
    bare && name.startsWith(folder)
      ? ts.createSourceFile(name, readFileSync(name, 'utf8').replaceAll(EXPECTED, ''), version)
      : getSourceFile(name, version, ...rest)
  const program = ts.createProgram(
    names.map((name) => join(folder, name)),
    options,
    compiler,
  )
  return ts.getPreEmitDiagnostics(program).map((one) => {
    const line = one.file?.getLineAndCharacterOfPosition(one.start ?? 0).line ?? 0
    return `${one.file?.fileName.slice(folder.length + 1)}:${line + 1}`
  })
}

describe('the types', () => {
  it('infer, allow and refuse what the cases say', () => {
    expect(faults({ bare: false })).toEqual([])
  })

  it('are really looked at: each error that is expected is there when nobody expects it', () => {
    const expected = names.flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      return [...text.matchAll(EXPECTED)].map((one) => ({ name, line: text.slice(0, one.index).split('\n').length }))
    })
    expect(expected.length).toBeGreaterThanOrEqual(24)
    const found = faults({ bare: true })
    // What an expectation stands before may go on over several lines.
    const met = ({ name, line }: { name: string; line: number }): boolean =>
      found.some((fault) => Array.from({ length: 4 }, (_, i) => `${name}:${line + i}`).includes(fault))
    expect(expected.filter((one) => !met(one))).toEqual([])
    expect(found.length).toBeGreaterThanOrEqual(expected.length)
  })
})
