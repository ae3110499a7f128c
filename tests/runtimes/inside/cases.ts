import { type AdapterUnderTest, adapterSuite, storeSuite } from '@retrust/conformance'
import { memoryStore } from '@retrust/core'
import { manualClock } from '@retrust/core/testing'

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
  storeSuite(runner, {
    name: 'memoryStore',
    open(bounds) {
      const clock = manualClock()
      return { store: memoryStore({ clock, ...bounds }), moveTime: (ms) => clock.set(clock.now() + ms) }
    },
  })
  return cases
}
