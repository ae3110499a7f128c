const MOST = 100

/** How many rows a page holds: what was asked for, from 1 to 100; what is no whole number is 100. */
export function pageSize(limit: number | undefined): number {
  return limit === undefined || !Number.isInteger(limit) ? MOST : Math.max(1, Math.min(limit, MOST))
}
