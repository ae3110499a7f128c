import type { Clock } from '../clock.ts'

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves on by so many milliseconds, running what falls due on the way, in order. */
  advance(ms: number): void
  /** Jumps to an instant, also back. Runs what is due there. */
  set(at: number): void
}

/**
 * A clock for tests: nobody waits for time.
 *
 * @example
 * ```ts
 * import { manualClock } from '@retrust/core/testing'
 *
 * const clock = manualClock('2026-03-02T09:00:00Z')
 * clock.advance(30 * 60_000)
 * ```
 */
export function manualClock(start: string | number = '2026-03-02T09:00:00Z'): ManualClock {
  let now = typeof start === 'number' ? start : Date.parse(start)
  let timers: { at: number; run: () => void }[] = []

  const runDue = (until: number): void => {
    for (;;) {
      const due = timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) return
      timers = timers.filter((one) => one !== due)
      now = Math.max(now, due.at)
      due.run()
    }
  }
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
    advance(ms) {
      const until = now + ms
      runDue(until)
      now = until
    },
    set(at) {
      now = at
      runDue(at)
    },
  }
}
