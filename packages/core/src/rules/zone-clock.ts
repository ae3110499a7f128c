const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440

/**
 * The clock on a wall somewhere. Its minutes are counted since 1970 as that wall shows them, so that a day is always 1440
 * of them, some of which the wall skips or shows twice when clocks are changed.
 */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat

  /** @throws {RangeError} for a zone that this runtime does not know. */
  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
  }

  /** What the wall shows at an instant (epoch milliseconds). */
  at(instant: number): number {
    const shown: Record<string, number> = {}
    for (const { type, value } of this.#format.formatToParts(instant)) shown[type] = Number(value)
    const { year = Number.NaN, month = Number.NaN, day, hour, minute } = shown
    return Date.UTC(year, month - 1, day, hour, minute) / MINUTE_MS
  }

  /** When the wall's `minute` is due: then, or, where clocks skip it, as much later as they are moved. */
  due(minute: number): number {
    // Zones are at most 14 hours from UTC, so a day to each side is surely before and after one change.
    const before = this.#offsetAt(minute - DAY_MINUTES)
    const after = this.#offsetAt(minute + DAY_MINUTES)
    if (before === after || this.at((minute - after) * MINUTE_MS) === minute) return minute
    return this.at((minute - before) * MINUTE_MS)
  }

  #offsetAt(utcMinute: number): number {
    return this.at(utcMinute * MINUTE_MS) - utcMinute
  }
}
