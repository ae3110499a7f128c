import type { TestRunner } from '../test-runner.ts'
import { changeBounds } from './change-bounds.ts'
import { changeDelivery } from './change-delivery.ts'
import { changeEntries } from './change-entries.ts'
import { expect } from './expect.ts'
import { oddNames } from './odd-names.ts'
import { recordPages } from './record-pages.ts'
import { recordSwaps } from './record-swaps.ts'
import { sessionClaims } from './session-claims.ts'
import { sessionCreation } from './session-creation.ts'
import { sessionEndings } from './session-endings.ts'
import { sessionNarrowings } from './session-narrowings.ts'
import { sessionPages } from './session-pages.ts'
import { sessionPlaces } from './session-places.ts'
import { sessionSwaps } from './session-swaps.ts'
import { sessionTouches } from './session-touches.ts'
import type { StoreSuiteContext, StoreUnderTest } from './store-under-test.ts'

const GROUPS = [
  sessionCreation,
  sessionClaims,
  sessionPlaces,
  sessionSwaps,
  sessionNarrowings,
  sessionEndings,
  sessionTouches,
  sessionPages,
  changeEntries,
  changeDelivery,
  changeBounds,
  recordSwaps,
  recordPages,
  oddNames,
]

/**
 * Declares the tests that every store must pass, in the caller's test runner. No group can be switched off.
 *
 * @example
 * ```ts
 * import { storeSuite } from '@retrust/conformance'
 * import { memoryStore } from '@retrust/core'
 * import { manualClock } from '@retrust/core/testing'
 * import { describe, test } from 'vitest'
 *
 * storeSuite(
 *   { describe, test },
 *   {
 *     name: 'memoryStore',
 *     open(bounds) {
 *       const clock = manualClock()
 *       return { store: memoryStore({ clock, ...bounds }), moveTime: (ms) => clock.set(clock.now() + ms) }
 *     },
 *   },
 * )
 * ```
 */
export function storeSuite(runner: TestRunner, { name, open }: StoreUnderTest): void {
  const storeTest: StoreSuiteContext['storeTest'] = (title, body, bounds = {}) =>
    void runner.test(title, async () => {
      const { store, moveTime } = await open(bounds)
      const now = async (): Promise<number> => (await store.sessions.read({ key: 'nobody' })).now
      try {
        await body({ store, moveTime, now })
      } finally {
        await store.close()
      }
    })
  runner.describe(`${name} is a store`, () => {
    for (const declare of GROUPS) declare({ ...runner, expect, storeTest })
  })
}
