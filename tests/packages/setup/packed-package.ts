import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root: string = join(import.meta.dirname, '../../..')

/** A public package, as its own package.json in the repository describes it. */
export interface PublicPackage {
  readonly name: string
  readonly folder: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  /** As users write them: `@retrust/core`, `@retrust/core/rules`. */
  readonly entries: readonly string[]
}

/** Every package that is published. */
export const publicPackages: readonly PublicPackage[] = readdirSync(join(root, 'packages'))
  .sort()
  .map((name) => {
    const folder = join(root, 'packages', name)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Partial<PublicPackage> & {
      name: string
      exports: Record<string, unknown>
    }
    return {
      name: manifest.name,
      folder,
      dependencies: manifest.dependencies ?? {},
      peerDependencies: manifest.peerDependencies ?? {},
      entries: Object.keys(manifest.exports).map((path) => manifest.name + path.slice(1)),
    }
  })

/** Every entry of every public package. */
export const entries: readonly string[] = publicPackages.flatMap((one) => one.entries)

/** Where `pnpm pack` puts a package. */
export const tarballOf = ({ name }: PublicPackage, folder: string): string =>
  join(folder, `${name.slice(1).replace('/', '-')}.tgz`)
