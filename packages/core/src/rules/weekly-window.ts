import type { ZoneClock } from './zone-clock.ts'

const DAY_MINUTES = 1_440
const DAYS: readonly string[] = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Hours that are open on some days of the week. A window whose end is not after its start ends on the next day. */
export interface WeeklyWindow {
  /** 0 is Sunday: the days on which it starts. */
  readonly days: ReadonlySet<number>
  /** Minutes after midnight; the first one inside. */
  readonly from: number
  /** Minutes after midnight; the first one outside. */
  readonly to: number
}

/** Whether the wall shows a time inside of the window. */
export function isInside({ days, from, to }: WeeklyWindow, clock: ZoneClock, instant: number): boolean {
  const wall = clock.at(instant)
  const today = Math.floor(wall / DAY_MINUTES)
  const length = to > from ? to - from : to - from + DAY_MINUTES
  // It may have started yesterday: overnight, or because clocks were moved over midnight.
  return [today, today - 1].some((day) => {
    const start = day * DAY_MINUTES + from
    return days.has(weekdayOf(day)) && clock.due(start) <= wall && wall < clock.due(start + length)
  })
}

// 1 January 1970 was a Thursday.
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7

/** The days in `'Mon-Fri'`, `'Mon,Wed'`, `'Sat-Mon,Wed'` or a list of such, or undefined where it is none. */
export function parseDays(value: unknown): ReadonlySet<number> | undefined {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value]
  const days = new Set<number>()
  for (const part of parts.flatMap((one) => (typeof one === 'string' ? one.split(',') : [one]))) {
    const range = typeof part === 'string' ? /^\s*([A-Z][a-z]{2})(?:-([A-Z][a-z]{2}))?\s*$/.exec(part) : null
    const first = DAYS.indexOf(range?.[1] ?? '')
    const last = range?.[2] === undefined ? first : DAYS.indexOf(range[2])
    if (first < 0 || last < 0) return undefined
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day)
      if (day === last) break
    }
  }
  return days.size === 0 ? undefined : days
}

/** The minutes after midnight in `'07:00'`, at most `'24:00'`, or undefined where it is none. */
export function parseTime(value: unknown): number | undefined {
  const parts = typeof value === 'string' ? /^(\d{2}):(\d{2})$/.exec(value) : null
  const hours = Number(parts?.[1])
  const minutes = Number(parts?.[2])
  const sum = hours * 60 + minutes
  return minutes < 60 && sum <= DAY_MINUTES ? sum : undefined
}
