import type { Measured } from '../statistics.ts'

/** Three digits that matter, no more: what follows is noise. */
export function short(figure: number): string {
  if (!Number.isFinite(figure)) return String(figure)
  const size = Math.abs(figure)
  if (Number.isInteger(figure) && size < 1000) return String(figure)
  if (size >= 1000) return Math.round(figure).toLocaleString('en-GB')
  return size >= 100
    ? figure.toFixed(0)
    : size >= 10
      ? figure.toFixed(1)
      : size >= 1
        ? figure.toFixed(2)
        : figure.toFixed(3)
}

/** A figure, and its quartiles. */
export const microseconds = ({ value, low, high }: Measured): [string, string] => [
  short(value),
  `${short(low)} to ${short(high)}`,
]

export const shareOf = ({ value }: Measured): string => short(value)
