import { join } from 'node:path'
import ts from 'typescript'
import type { Example } from './example.ts'
import { root } from './repository.ts'

const folder = join(root, 'tests/docs')

function options(): ts.CompilerOptions {
  const path = join(folder, 'tsconfig.json')
  const parsed = ts.getParsedCommandLineOfConfigFile(
    path,
    { noEmit: true },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  )
  if (parsed === undefined) throw new Error(`${path} cannot be read`)
  return parsed.options
}

/** Type-checks examples as if each were a module of its own, and answers the faults of each. */
export function typeCheck(examples: readonly Pick<Example, 'code' | 'file'>[]): readonly (readonly string[])[] {
  const names = examples.map(({ file }, i) => (file === undefined ? join(folder, `example-${i}.ts`) : join(root, file)))
  const compilerOptions = options()
  const host = ts.createCompilerHost(compilerOptions)
  const { fileExists, readFile, getSourceFile } = host
  const textOf = new Map(names.map((name, i) => [name, examples[i]?.code as string]))
  host.fileExists = (name) => textOf.has(name) || fileExists(name)
  host.readFile = (name) => textOf.get(name) ?? readFile(name)
  host.getSourceFile = (name, version, ...rest) => {
    const text = textOf.get(name)
    return text === undefined ? getSourceFile(name, version, ...rest) : ts.createSourceFile(name, text, version)
  }
  const program = ts.createProgram(names, compilerOptions, host)
  return names.map((name) => {
    const file = program.getSourceFile(name)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((one) =>
      ts.flattenDiagnosticMessageText(one.messageText, '\n'),
    )
  })
}

/** A public name of a package. */
export interface PublicName {
  readonly entry: string
  readonly name: string
  readonly callable: boolean
  readonly documented: boolean
  readonly hasExample: boolean
}

function isCallable(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  if (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) return true
  return !!(symbol.flags & ts.SymbolFlags.Variable) && checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0
}

/** The public names of entry files, with what is written about them. */
export function publicNames(entries: readonly string[]): readonly PublicName[] {
  const program = ts.createProgram(
    entries.map((entry) => join(root, entry)),
    options(),
  )
  const checker = program.getTypeChecker()
  return entries.flatMap((entry) => {
    const file = program.getSourceFile(join(root, entry))
    const module = file && checker.getSymbolAtLocation(file)
    if (module === undefined) throw new Error(`${entry} exports nothing`)
    return checker.getExportsOfModule(module).map((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      const tags = symbol.getJsDocTags(checker)
      return {
        entry,
        name: exported.name,
        callable: isCallable(checker, symbol),
        documented: symbol.getDocumentationComment(checker).length > 0,
        hasExample: tags.some((tag) => tag.name === 'example'),
      }
    })
  })
}
