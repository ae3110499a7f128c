import type { AuditRecord } from '@retrust/core'
import type { Seen } from '../story/row.ts'
import type { InShort } from './in-short.ts'
import type { ToldReason } from './reason-words.ts'

/** What the page shows as it happens: a move of a pane and how it came out, or a decision that nobody asked for. */
export interface Happening extends Partial<Seen>, InShort {
  readonly pane: string
  readonly move: string
  readonly reasons?: readonly ToldReason[]
}

/** Tells moves to the page, and besides them the decisions that come without a request (an open feed judged again). */
export class DecisionLog {
  readonly #tell: (happening: Happening) => void
  #ofThisMove: AuditRecord[] | undefined

  constructor(tell: (happening: Happening) => void) {
    this.#tell = tell
  }

  /** From now on the audit's records belong to one move; they are put into this list. */
  begin(): readonly AuditRecord[] {
    this.#ofThisMove = []
    return this.#ofThisMove
  }

  end(): void {
    this.#ofThisMove = undefined
  }

  hear(record: AuditRecord): void {
    if (this.#ofThisMove) this.#ofThisMove.push(record)
    else this.#tell({ pane: 'house', move: 'judged again', text: record.outcome })
  }

  tell(happening: Happening): void {
    this.#tell(happening)
  }
}
