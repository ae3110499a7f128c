/** Pages hold 1 to 100 rows, whatever is asked for. */
export const pageSize = (limit = 100): number => (Number.isInteger(limit) ? Math.max(1, Math.min(limit, 100)) : 100)
