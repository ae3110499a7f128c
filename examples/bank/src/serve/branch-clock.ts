import type { BranchHours } from '../branch-hours.ts'
import { minutes } from '../story-clock.ts'

const wholeDay = 24 * 60

const timeIn = (zone: string, now: number): string =>
  new Date(now).toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
const dayIn = (zone: string, now: number): string =>
  new Date(now).toLocaleDateString('en-GB', { timeZone: zone, weekday: 'long' })

const minuteOf = (time: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

/** How long until the branch's clock shows `time` for the next time, in milliseconds: today, or tomorrow. */
export function untilNext(time: string, now: number, zone: string): number {
  const ahead = (minuteOf(time) - minuteOf(timeIn(zone, now)) + wholeDay) % wholeDay
  return minutes(ahead || wholeDay) - (now % minutes(1))
}

/** What the clock on the branch's wall shows, and whether its door is open. */
export function momentAt(now: number, { zone, from, to }: BranchHours): string {
  const time = timeIn(zone, now)
  return `${dayIn(zone, now)} ${time}, and the branch is ${from <= time && time < to ? 'open' : 'closed'}`
}

/** The same, with the sign on the door. */
export const clockInWords = (now: number, hours: BranchHours): string =>
  `${momentAt(now, hours)} (every day from ${hours.from} to ${hours.to})`
