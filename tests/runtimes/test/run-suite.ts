import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { CaseResult } from '../inside/run-cases.ts'

/** Starts a program that runs the suite and answers what came of each case. */
export async function runSuite(command: string, args: readonly string[], program: string): Promise<CaseResult[]> {
  const child = spawn(command, [...args, program], { stdio: ['ignore', 'pipe', 'pipe'], env: plainEnv() })
  const results: CaseResult[] = []
  let noise = ''
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) results.push(JSON.parse(line) as CaseResult)
    else noise += `${line}\n`
  })
  child.stderr.on('data', (text) => {
    noise += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0) throw new Error(`${command} ended with ${code} after ${results.length} cases\n${noise}`)
  return results
}

/** Without what this process's own test runner says to Node programs. */
export function plainEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env
  return { ...env, NO_COLOR: '1' }
}

export const nodeLike = (programs: string, name: string): string => join(programs, 'node-like', `${name}.mjs`)
