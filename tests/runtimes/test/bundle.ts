import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type RolldownOptions, rolldown } from 'rolldown'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder with one program per runtime and purpose, made of the workspace's sources. */
    readonly programs: string
  }
}

const here = import.meta.dirname
const inside = (name: string): string => join(here, '../inside', `${name}.ts`)
/** In the order in which bundlers for these platforms look; our own packages by their sources. */
const NODE_LIKE = ['source', 'node', 'import', 'default']
const WORKER = ['source', 'workerd', 'worker', 'browser', 'import', 'default']
const mainFields = ['module', 'main']

/** Bundles once, for all files. Answers what takes the programs away again. */
export default async function bundle(project: TestProject): Promise<() => void> {
  const programs = mkdtempSync(join(folder(), 'programs-'))
  const servers = ['suite-on-node', 'suite-on-bun', 'suite-on-deno', 'app-on-node', 'app-on-bun', 'app-on-deno']
  await Promise.all([
    write(join(programs, 'node-like'), servers, {
      resolve: { conditionNames: NODE_LIKE, mainFields },
      external: [/^node:/],
    }),
    write(join(programs, 'workerd-with-node'), ['suite-on-workerd', 'app-on-workerd'], {
      resolve: { conditionNames: WORKER, mainFields },
      external: [/^node:/],
    }),
    write(join(programs, 'workerd'), ['suite-on-workerd', 'app-on-workerd'], {
      resolve: {
        conditionNames: WORKER,
        mainFields,
        alias: {
          'node:assert/strict': inside('without-node/assert'),
          'node:http': inside('without-node/http'),
          'node:timers/promises': inside('without-node/turns'),
        },
      },
    }),
  ])
  project.provide('programs', programs)
  return () => rmSync(programs, { recursive: true })
}

function folder(): string {
  const path = join(here, '../node_modules/.programs')
  mkdirSync(path, { recursive: true })
  return path
}

/** One file per program: workerd takes modules one by one. */
async function write(dir: string, names: readonly string[], options: RolldownOptions): Promise<void> {
  for (const name of names) {
    const made = await rolldown({ input: inside(name), platform: 'neutral', onLog: refuse, ...options })
    await made.write({ file: join(dir, `${name}.mjs`), format: 'esm' })
    await made.close()
  }
}

function refuse(level: string, { message }: { readonly message: string }): void {
  if (level === 'warn') throw new Error(message)
}
