/**
 * Where all time in retrust comes from. Inject one to test without waiting (`manualClock` in `@retrust/core/testing`).
 *
 * @example
 * ```ts
 * import { createTrust, memoryStore, cookieSession, presets, type Clock } from '@retrust/core'
 *
 * const clock: Clock = { now: () => 1_700_000_000_000, after: () => () => undefined }
 * createTrust({ store: memoryStore(), credentials: [cookieSession()], policy: presets.balanced(), clock })
 * ```
 */
export interface Clock {
  /** This instant, in epoch milliseconds. It may jump, also back: nothing lives longer because it did. */
  now(): number
  /** Runs `run` once after `ms` milliseconds. Answers a function that calls it off. It never keeps a process alive. */
  after(ms: number, run: () => void): () => void
}

interface Timer {
  unref?(): void
}
declare const setTimeout: (run: () => void, ms: number) => Timer
declare const clearTimeout: (timer: Timer) => void

/** A timer that is to wait longer (25 days) would run at once, and one that sets itself again would never stop. */
const LONGEST_MS = 2_147_483_647

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, LONGEST_MS))
    timer.unref?.()
    return () => clearTimeout(timer)
  },
}
