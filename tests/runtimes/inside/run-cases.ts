import type { AdapterUnderTest } from '@retrust/conformance'
import { casesOf } from './cases.ts'

/** What came of one case. */
export interface CaseResult {
  readonly name: string
  /** Why it failed; undefined where it passed. */
  readonly error?: string | undefined
}

// For a case that never ends, on machines that are busy with others.
const LIMIT_MS = 25_000

/** Runs every case, one after the other, and writes one line of JSON for each. */
export async function runCases(adapter: AdapterUnderTest, write: (line: string) => void): Promise<void> {
  // Error layers print what they answer with a 500; some cases ask for just that.
  console.error = () => undefined
  for (const { name, run } of casesOf(adapter)) {
    const error = await within(LIMIT_MS, run()).then(() => undefined, textOf)
    write(JSON.stringify({ name, error } satisfies CaseResult))
  }
}

function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not over after ${ms} ms`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
