/**
 * How long ago something was proved, in milliseconds, or undefined where nobody says when. A proof from the future (a
 * clock that jumped back) is as young as can be and no younger.
 */
export function ageOf(provedAt: number, now: number): number | undefined {
  return Number.isFinite(provedAt) && provedAt > 0 ? Math.max(0, now - provedAt) : undefined
}
