import { type Clock, systemClock } from '../clock.ts'
import { MemoryChanges } from './memory-changes.ts'
import { MemoryRecords } from './memory-records.ts'
import { MemorySessions } from './memory-sessions.ts'
import type { Store } from './store.ts'

/** Bounds of the memory store. At a bound new work is refused; nothing that guards is dropped to make room. */
export interface MemoryStoreOptions {
  /** Rows, ended ones included until they may go; also how many single uses of proofs are remembered. Default 1,000,000. */
  readonly maxSessions?: number | undefined
  /** Live changes. Ends that find no room fold into two entries of their tenant. Default 1,000,000. */
  readonly maxChanges?: number | undefined
  /** Default 100,000. */
  readonly maxRecords?: number | undefined
  /** Default: the clock of the engine that is built over it. */
  readonly clock?: Clock | undefined
}

/**
 * The embedded store: everything in this process, bounded, gone at its end. For one process, for tests, and to start with.
 * All its operations answer at once.
 *
 * @example
 * ```ts
 * import { createTrust, memoryStore, cookieSession, presets } from '@retrust/core'
 *
 * const trust = createTrust({
 *   store: memoryStore({ maxSessions: 100_000 }),
 *   credentials: [cookieSession({ absolute: '12h', idle: '30m' })],
 *   policy: presets.balanced(),
 * })
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  let clock = options.clock
  const now = (): number => (clock ?? systemClock).now()
  const sessions = new MemorySessions(now, options.maxSessions ?? 1_000_000)
  const changes = new MemoryChanges(now, options.maxChanges ?? 1_000_000)
  const records = new MemoryRecords(now, options.maxRecords ?? 100_000)
  return {
    name: 'memory',
    shared: false,
    start(engineClock) {
      clock ??= engineClock
    },
    sessions,
    changes,
    records,
    close() {},
  }
}
