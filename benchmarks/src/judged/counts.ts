/** What really happened in a server or a loop: compared with what should have happened. */
export interface Counts {
  /** Handlers that ran. */
  handled: number
  /** Rules that ran, one of each policy: as many as judgements. */
  judged: number
  /** Audit records that reached their sink. */
  audited: number
  /** Whose trust was ended in the middle of the load; nobody at first. */
  ended: string | undefined
  /** Handlers that ran for them all the same. */
  handledForEnded: number
}

export const newCounts = (): Counts => ({ handled: 0, judged: 0, audited: 0, ended: undefined, handledForEnded: 0 })

/** Called by every handler, with the caller's name. */
export function handle(counts: Counts, id: string | undefined): { hello: string | undefined } {
  counts.handled += 1
  if (id !== undefined && id === counts.ended) counts.handledForEnded += 1
  return { hello: id }
}
