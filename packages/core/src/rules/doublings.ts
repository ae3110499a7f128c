/**
 * A band for how far a value is past its limit: 1 up to twice the limit, 2 up to four times, and so on, at most `most`.
 * By comparing and not by logarithm, so that a larger value never gets a lower band.
 */
export function doublings(value: number, limit: number, most: number): number {
  let band = 1
  for (let edge = limit * 2; band < most && value >= edge; edge *= 2) band++
  return band
}
