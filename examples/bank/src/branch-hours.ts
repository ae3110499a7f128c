/** How long the branch stays open from the moment the demo opens it. Shorter than the sessions' idle time. */
export const closesInMinutes = 25

/** Every day, by the clocks of `zone`: from the first minute in which it is open to the first in which it is not. */
export interface BranchHours {
  readonly zone: string
  readonly days: 'Mon-Sun'
  readonly from: string
  readonly to: string
}

/**
 * Working hours end at seven in the evening somewhere at any time. The branch stands where that is some minutes away, so
 * that the story can be told, and has the same outcome, at any hour of the day.
 */
export function branchHours(now: number): BranchHours {
  const hourInUtc = new Date(now).getUTCHours()
  // Between 14 hours ahead of UTC and 12 behind, each hour of the day is somewhere; six in the evening always is.
  const ahead = hourInUtc > 4 ? 18 - hourInUtc : -6 - hourInUtc
  const closing = new Date(now + (ahead * 60 + closesInMinutes) * 60_000)
  return { zone: zoneThatIsAhead(ahead), days: 'Mon-Sun', from: '07:00', to: closing.toISOString().slice(11, 16) }
}

/** The zone names of the tz database count the other way round: `Etc/GMT-2` is two hours ahead. */
const zoneThatIsAhead = (hours: number): string => `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
