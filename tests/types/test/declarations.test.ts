import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const sources = readdirSync(join(root, 'packages')).flatMap((name) => {
  const folder = join(root, 'packages', name, 'src')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
})

/** Every node of every source. */
function* nodes(): Generator<ts.Node> {
  for (const path of sources) {
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
    const open: ts.Node[] = [file]
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      yield node
      node.forEachChild((child) => void open.push(child))
    }
  }
}

function placeOf(node: ts.Node): string {
  const file = node.getSourceFile()
  const { line } = file.getLineAndCharacterOfPosition(node.getStart())
  return `${relative(root, file.fileName)}:${line + 1}`
}

/** Part of something exported, and not of what a function does inside. */
const isExported = (node: ts.Node | undefined): boolean =>
  node !== undefined &&
  !ts.isBlock(node) &&
  ((ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword) ?? false)) ||
    isExported(node.parent))

describe('the declarations', () => {
  it('were found', () => {
    expect(sources.length).toBeGreaterThan(150)
  })

  it('say `| undefined` in each optional field, so that a caller may hand on what he was not given', () => {
    const without: string[] = []
    for (const node of nodes()) {
      if (!ts.isPropertySignature(node) || node.questionToken === undefined || !isExported(node)) continue
      const type = node.type?.getText() ?? ''
      // `unknown` allows it, and an indexed access takes over what the field that it names says.
      if (!/(^|\| )undefined$|^unknown$|\w\['\w+'\]$/.test(type)) without.push(placeOf(node))
    }
    expect(without).toEqual([])
  })

  it('augment no type of a framework, and nothing global', () => {
    const augmented: string[] = []
    for (const node of nodes()) if (ts.isModuleDeclaration(node)) augmented.push(placeOf(node))
    expect(augmented).toEqual([])
  })
})
