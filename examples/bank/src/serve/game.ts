import type { AuditRecord } from '@retrust/core'
import type { Branch } from '../branch.ts'
import type { Answer } from '../client/exchange.ts'
import type { Customer } from '../story/cast.ts'

/** One bank and its owner's browser, played by hand. */
export interface Game {
  readonly branch: Branch
  readonly owner: Customer
}

/** What a button does: a request whose answer is shown, or something that is told in words. It may read its own records. */
export type Move = (records: readonly AuditRecord[]) => Promise<Answer | string>

/** By the words on their buttons. */
export type Moves = Readonly<Record<string, Move>>
