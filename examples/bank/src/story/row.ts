/** How one step came out, as somebody outside sees it, with what the bank's audit says of it. */
export interface Seen {
  /** The HTTP status; 0 where the step is no request. */
  readonly status: number
  /** `allow`, `downgrade`, `step-up`, `deny`, `terminate`; `refused` where there is no session to judge; or a word of the step. */
  readonly outcome: string
  readonly reason: string
  /** In milliseconds. */
  readonly took: number
}

export type Expected = Omit<Seen, 'took'>

export interface Row {
  readonly who: string
  readonly does: string
  readonly changed: string
  readonly expected: Expected
  readonly seen: Seen
}

export const asExpected = ({ expected, seen }: Row): boolean => agrees(expected, seen)

export function agrees(one: Expected, other: Expected): boolean {
  return one.status === other.status && one.outcome === other.outcome && one.reason === other.reason
}

export const inWords = ({ status, outcome, reason }: Expected): string =>
  [status || '', outcome, reason].filter(Boolean).join(' ')
