import type { MaybePromise, Store } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import type { Assertions } from './expect.ts'

/** Bounds that a test asks for, so that it can reach them. */
export interface StoreBounds {
  readonly maxSessions?: number | undefined
  readonly maxChanges?: number | undefined
  readonly maxRecords?: number | undefined
}

/** A store that holds nothing yet, and its own clock. */
export interface OpenedStore {
  readonly store: Store
  /** Moves the store's own time on by so many milliseconds, or back where that is negative. */
  readonly moveTime: (ms: number) => MaybePromise<void>
}

/** The store that a suite is run against. */
export interface StoreUnderTest {
  readonly name: string
  /** Opens a fresh, empty store with these bounds. It is closed by the suite. */
  readonly open: (bounds: StoreBounds) => MaybePromise<OpenedStore>
}

/** What each group of the suite is given. */
export interface StoreSuiteContext extends TestRunner {
  readonly expect: (value: unknown) => Assertions
  /** Declares a test over a store of its own. */
  readonly storeTest: (name: string, body: (opened: StoreUnderUse) => Promise<void>, bounds?: StoreBounds) => void
}

/** An open store in the hands of one test. */
export interface StoreUnderUse extends OpenedStore {
  /** The store's time. */
  readonly now: () => Promise<number>
}
