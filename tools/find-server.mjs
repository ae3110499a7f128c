import { readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findBinary } from './find-binary.mjs'

/** Where the program of a server is: on the PATH, else in the folders that its packages use. */
export function findServer({ binaries, folders }, { path = process.env.PATH ?? '', root = '/' } = {}) {
  const known = folders.flatMap((folder) => expand(folder.split('/').slice(1), root))
  const searched = [path, ...known].join(delimiter)
  return binaries.map((name) => findBinary(name, searched)).find(Boolean)
}

// The newest version first.
function expand([part, ...rest], folder) {
  if (part === undefined) return [folder]
  if (!part.includes('*')) return expand(rest, join(folder, part))
  const [before, after] = part.split('*')
  return entriesOf(folder)
    .filter((entry) => entry.startsWith(before) && entry.endsWith(after))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .flatMap((entry) => expand(rest, join(folder, entry)))
}

function entriesOf(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
