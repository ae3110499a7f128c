import { createRequire } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, inject, test } from 'vitest'
import { entries } from '../setup/packed-package.ts'

const outsider = inject('outsider')
const { resolve } = createRequire(join(outsider, 'package.json'))

/** Every name that an outsider can import, as the packed types and the packed code have it. */
async function publicNames(): Promise<string> {
  const declarations = entries.map((entry) => resolve(entry).replace(/\.js$/, '.d.ts'))
  const program = ts.createProgram(declarations, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
  })
  const checker = program.getTypeChecker()
  const sections = entries.map(async (entry, i) => {
    const file = program.getSourceFile(declarations[i] as string)
    const module = file && checker.getSymbolAtLocation(file)
    if (module === undefined) throw new Error(`${entry} has no types`)
    const values = new Set(Object.keys((await import(resolve(entry))) as object))
    const declared = checker.getExportsOfModule(module).map(({ name }) => name)
    const names = [...new Set([...declared, ...values])].sort()
    return [entry, ...names.map((name) => `  ${values.has(name) ? name : `type ${name}`}`)].join('\n')
  })
  return `${(await Promise.all(sections)).join('\n\n')}\n`
}

test('the public names are those of public-names.txt', async () => {
  const names = await publicNames()
  const mend = 'A public name came or went. On purpose? cd tests/packages && npx vitest run public-names --update'
  await expect(names, mend).toMatchFileSnapshot('../public-names.txt')
})
