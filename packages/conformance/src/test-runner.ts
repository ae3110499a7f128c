/** What these suites need of a test runner. Those of `node:test`, Vitest and Jest fit as they are, Mocha's as `{ describe, test: it }`. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly test: (name: string, body: () => Promise<void>) => unknown
}
