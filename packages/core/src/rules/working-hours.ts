import { checkRuleOptions } from './check-rule-options.ts'
import { heldByRequest } from './option-checks.ts'
import { describeRule, type Rule, type RuleOptions } from './rule.ts'
import { isInside, parseDays, parseTime } from './weekly-window.ts'
import { sameTimes, windowOptions } from './working-hours-options.ts'
import { ZoneClock } from './zone-clock.ts'

const MINUTE_MS = 60_000

/** Options of {@link workingHours}. */
export interface WorkingHoursOptions<Acr extends string = string> extends Omit<RuleOptions<Acr>, 'to'> {
  /** The IANA name of the zone whose clocks count, whatever the server's and the caller's: `'Europe/Berlin'`. */
  readonly zone: string
  /** The days on which the hours start: `'Mon-Fri'`, `'Mon,Wed'`, `'Fri-Mon'`, or a list of days. */
  readonly days: string | readonly string[]
  /** The first minute inside, `'HH:MM'`. */
  readonly from: string
  /** The first minute outside, `'HH:MM'`, up to `'24:00'`. Earlier than `from`: on the next day. */
  readonly to: string
  /** With `decide: 'downgrade'`: to which level (other rules call it `to`). Default `'read-only'`. */
  readonly level?: RuleOptions['to']
}

/**
 * Refuses people outside of the hours in which their work is done. What the clocks of `zone` show counts: hours over
 * midnight belong to the day on which they start; an hour that clocks show twice is inside both times; a start or end
 * that clocks skip is as much later as they are moved (02:30 is 03:30 on that day). Code `hours.outside`.
 *
 * @param options `zone`, `days`, `from` and `to` are required; `'00:00'` to `'24:00'` is all day. Default: `decide: 'deny'`.
 * @throws {OptionsError} for an unknown zone, days or times that are none, and `from` equal to `to`, which could mean always or never.
 *
 * @example
 * ```ts
 * import { workingHours } from '@retrust/core/rules'
 *
 * const policy = [workingHours({ zone: 'Europe/Berlin', days: 'Mon-Fri', from: '07:00', to: '19:00', reportOnly: true })]
 * ```
 */
export function workingHours<const Acr extends string = never>(options: WorkingHoursOptions<Acr>): Rule<Acr> {
  checkRuleOptions('workingHours', options, { holds: heldByRequest, ...windowOptions }, sameTimes)
  const { zone, days, from, to, level, ...general } = options
  const clock = new ZoneClock(zone)
  const window = {
    days: parseDays(days) as ReadonlySet<number>,
    from: parseTime(from) as number,
    to: parseTime(to) as number,
  }
  const about = `${String(days)} ${from}-${to} ${zone}`
  let minute = Number.NaN
  let inside = false
  return describeRule(
    {
      name: 'workingHours',
      code: 'hours.outside',
      decide: 'deny',
      answeredFor: '1h',
      human: true,
      find({ context }) {
        const now = Math.floor(context.now / MINUTE_MS)
        // Formatting a date costs more than all other rules together, and its answer is good for a minute.
        if (now !== minute) {
          inside = isInside(window, clock, context.now)
          minute = now
        }
        return inside ? undefined : { band: 1, about }
      },
    },
    { ...general, to: level },
  )
}
