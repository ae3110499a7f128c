/** A figure of many rounds: the median, and the quartiles beside it. */
export interface Measured {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** The value below which a share of the sorted figures lies. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] as number
  const above = sorted[Math.ceil(at)] as number
  return below + (above - below) * (at - Math.floor(at))
}

export function measured(figures: readonly number[]): Measured {
  if (figures.length === 0) throw new Error('nothing was measured')
  const sorted = [...figures].sort((a, b) => a - b)
  return { value: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) }
}

/** Each round of one against the same round of another: what slows both is in neither. */
export function inEachRound(
  one: readonly number[],
  other: readonly number[],
  compare: (a: number, b: number) => number,
): number[] {
  if (one.length !== other.length) throw new Error('two series of different rounds')
  return one.map((figure, round) => compare(figure, other[round] as number))
}

export const ratioOf = (one: readonly number[], other: readonly number[]): Measured =>
  measured(inEachRound(one, other, (a, b) => a / b))

/** A figure that was taken once. */
export const once = (value: number): Measured => ({ value, low: value, high: value })
