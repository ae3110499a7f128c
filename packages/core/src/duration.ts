/** A length of time as it stands in options: `'30s'`, `'15m'`, `'12h'`, `'30d'`; `0` alone needs no unit. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}` | '0'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** The milliseconds of a duration, or undefined where it is none. */
export function parseDuration(text: unknown): number | undefined {
  if (text === '0') return 0
  if (typeof text !== 'string') return undefined
  const parts = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(text)
  if (!parts) return undefined
  return Math.round(Number(parts[1]) * (UNITS.get(parts[2] as string) as number))
}

/** The milliseconds of a duration that was checked when the options were. */
export function milliseconds(text: Duration): number {
  const value = parseDuration(text)
  if (value === undefined)
    throw new TypeError(`"${text}" is no duration; write for instance '30s', '15m', '12h' or '30d'`)
  return value
}
