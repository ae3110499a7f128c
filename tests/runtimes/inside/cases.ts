import { type AdapterUnderTest, adapterSuite, storeSuite } from '@retrust/conformance'
import { memoryStore } from '@retrust/core'
import { manualClock } from '@retrust/core/testing'
import { expect } from 'chai'

/** One test of a suite, by the names of its groups and its own. */
export interface Case {
  readonly name: string
  readonly run: () => Promise<void>
}

/** All tests of both suites, declared and not yet run. */
export function casesOf(adapter: AdapterUnderTest): readonly Case[] {
  const cases: Case[] = []
  let groups: readonly string[] = []
  const runner = {
    describe(name: string, body: () => void): void {
      const outer = groups
      groups = [...outer, name]
      body()
      groups = outer
    },
    test(name: string, run: () => Promise<void>): void {
      cases.push({ name: [...groups, name].join(' > '), run })
    },
  }
  adapterSuite(runner, adapter)
  storeSuite(
    { ...runner, expect: assertions },
    {
      name: 'memoryStore',
      open(bounds) {
        const clock = manualClock()
        return { store: memoryStore({ clock, ...bounds }), moveTime: (ms) => clock.set(clock.now() + ms) }
      },
    },
  )
  return cases
}

/** What the store suite asks of an assertion, by a library that runs where Vitest does not. */
const assertions = (actual: unknown) => ({
  toBe: (expected: unknown): void => void expect(actual).to.equal(expected),
  toEqual: (expected: unknown): void => void expect(plain(actual)).to.deep.equal(plain(expected)),
  toMatchObject: (expected: object): void => void expect(plain(actual)).to.containSubset(plain(expected)),
  toBeGreaterThan: (expected: number): void => void expect(actual).to.be.greaterThan(expected),
})

/** Without members that are undefined: for Vitest they are the same as none. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([name, one]) => [name, plain(one)]),
  )
}
