import { existsSync } from 'node:fs'
import { join } from 'node:path'

const installed = join(import.meta.dirname, '../binaries/node_modules')
const { platform, arch } = process
const arm = arch === 'arm64' ? 'aarch64' : 'x64-baseline'
const deno = platform === 'linux' ? `linux-${arch}-glibc` : `${platform}-${arch}`

const places = {
  bun: `@oven/bun-${platform}-${platform === 'linux' ? arm : 'aarch64'}/bin/bun`,
  deno: `@deno/${deno}/deno`,
  node22: `node22-${platform}-${arch}/bin/node`,
  node24: `node24-${platform}-${arch}/bin/node`,
}

/** A runtime that the lockfile brings. */
export type Binary = keyof typeof places

/** The program of a runtime. A machine that the lockfile has none for fails, since nothing would have been shown. */
export function binary(name: Binary): string {
  const path = join(installed, places[name])
  if (existsSync(path)) return path
  throw new Error(`the lockfile brings no ${name} for ${platform} ${arch}: ${path} is missing`)
}
