import { writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

let count = 0
const isBuiltin = (id: string): boolean => id.startsWith('node:') || builtinModules.includes(id)

/** Bundles and minifies a program of the outsider's. `external` says which imports stay imports. */
export async function bundle(
  outsider: string,
  program: string,
  external: (id: string) => boolean = () => false,
): Promise<string> {
  count += 1
  const input = join(outsider, `bundled-${process.pid}-${count}.mjs`)
  writeFileSync(input, program)
  const built = await rolldown({
    input,
    platform: 'neutral',
    resolve: { mainFields: ['module', 'main'], conditionNames: ['import', 'default'] },
    external: (id) => id !== input && (isBuiltin(id) || external(id)),
  })
  const { output } = await built.generate({ minify: true, codeSplitting: false })
  return output.map((one) => (one.type === 'chunk' ? one.code : '')).join('')
}

/** What goes over the wire. */
export const gzippedBytes = (code: string): number => gzipSync(code).length
