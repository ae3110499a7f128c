import { cookieSession, createTrust, memoryStore, OptionsError, type TrustOptions } from '@retrust/core'
import { expect } from 'vitest'

/** Options that are good, to be made bad by one. */
export const GOOD: TrustOptions = { store: memoryStore(), credentials: [cookieSession()], policy: [] }

/** What is wrong with these options, as `path: problem. mend` lines. */
export function faultsOf(options: unknown): string[] {
  try {
    void createTrust(options as TrustOptions).close()
    return []
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error
    expect(error.issues.length).toBeGreaterThan(0)
    for (const { path, problem, mend } of error.issues) {
      expect([path, problem, mend].every((text) => typeof text === 'string' && text.length > 0)).toBe(true)
      expect(error.message).toContain(`${path}: ${problem}. ${mend}`)
    }
    return error.issues.map(({ path, problem, mend }) => `${path}: ${problem}. ${mend}`)
  }
}

/** What is wrong with good options once these are among them. */
export const withGood = (options: object): string[] => faultsOf({ ...GOOD, ...options })
/** Only where it is wrong. */
export const pathsOf = (faults: readonly string[]): string[] => faults.map((one) => one.slice(0, one.indexOf(': ')))
