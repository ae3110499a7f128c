import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Every TypeScript file below packages/<name>/src, as paths from the root of the repository. */
export function sourceFiles(root) {
  const packages = join(root, 'packages')
  return readdirSync(packages)
    .map((name) => join(packages, name, 'src'))
    .flatMap(filesBelow)
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => relative(root, file))
    .sort()
}

function filesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true }).map((file) => join(folder, file))
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  }
}
