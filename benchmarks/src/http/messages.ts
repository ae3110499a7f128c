import type { Counts } from '../judged/counts.ts'
import type { Caller } from './contestant.ts'

/** What a server is asked for. */
export type Ask = 'callers' | 'mark' | 'end-first-caller'

/** What a server has done so far. */
export interface Mark {
  /** Its own CPU, user and system, in microseconds. */
  readonly cpu: number
  readonly counts: Counts
}

/** What a server says of the first request after it ended somebody's trust. */
export interface Ended {
  readonly ofEnded: number
  readonly ofAnother: number
}

/** A slice of load. */
export interface Load {
  readonly address: string
  readonly callers: readonly Caller[]
  readonly amount: number
  readonly connections: number
}

/** How a slice went. */
export interface Loaded {
  readonly seconds: number
  readonly ok: number
  readonly refused: number
}
