import type { OptionIssue } from '../errors.ts'
import { nearestName } from '../nearest-name.ts'
import type { GivenOptions } from './check-rule-options.ts'
import { lowerLevel, type OptionCheck, required } from './option-checks.ts'
import { parseDays, parseTime } from './weekly-window.ts'
import { ZoneClock } from './zone-clock.ts'

const zone: OptionCheck = required({
  is: 'a time zone known here',
  // Without a name Intl would quietly take the server's own zone.
  allows: (value) => typeof value === 'string' && isZone(value),
  mend(value) {
    const near = typeof value === 'string' ? nearestName(value, Intl.supportedValuesOf('timeZone')) : undefined
    return near === undefined ? `Write an IANA name, for instance 'Europe/Berlin'` : `Did you mean "${near}"?`
  },
})

function isZone(name: string): boolean {
  try {
    return Boolean(new ZoneClock(name))
  } catch {
    return false
  }
}

const days: OptionCheck = required({
  is: 'days of the week',
  allows: (value) => parseDays(value) !== undefined,
  mend: () => `Write for instance 'Mon-Fri', 'Mon,Wed' or ['Sat', 'Sun']`,
})

const endTime: OptionCheck = required({
  is: 'a time of day',
  allows: (value) => parseTime(value) !== undefined,
  mend: () => `Write hours and minutes, for instance '07:00' or '19:30'`,
})

const startTime: OptionCheck = { ...endTime, allows: (value) => value !== '24:00' && parseTime(value) !== undefined }

/** What the hours of `workingHours` may be. */
export const windowOptions: Readonly<Record<string, OptionCheck>> = {
  zone,
  days,
  from: startTime,
  to: endTime,
  level: lowerLevel,
}

/** Refuses a window without a length. */
export function sameTimes({ from, to }: GivenOptions): readonly OptionIssue[] {
  if (typeof from !== 'string' || from !== to) return []
  const mend = `Write '00:00' to '24:00' for all day, or leave the rule out`
  return [{ path: 'workingHours.to', problem: `${from} to ${to} could mean always or never`, mend }]
}
