import type { AuditRecord } from '@retrust/core'
import { type Branch, type House, openBranch } from '../branch.ts'
import type { Answer } from '../client/exchange.ts'
import { seenIn } from './audit-view.ts'
import type { Expected, Row, Seen } from './row.ts'

export interface Line {
  readonly who: string
  readonly does: string
  readonly changed?: string
  readonly expect: Expected
}

/** A branch that has just opened, and the notebook that the scene is written into. */
export class Stage {
  readonly rows: Row[] = []
  readonly branch: Branch
  readonly #audit: AuditRecord[]

  private constructor(branch: Branch, audit: AuditRecord[]) {
    this.branch = branch
    this.#audit = audit
  }

  static async open(house: House): Promise<Stage> {
    const audit: AuditRecord[] = []
    return new Stage(await openBranch(house, (record) => audit.push(record)), audit)
  }

  /** One request of the story. */
  async tell(line: Line, act: () => Promise<Answer>): Promise<Answer> {
    const before = this.#audit.length
    const answer = await act()
    this.#write(line, seenIn(answer, this.#audit.slice(before)))
    return answer
  }

  /** One step that is no request: something the house does, or somebody sees. It answers how it came out. */
  async note(line: Line, act: () => Promise<{ outcome: string; reason?: string }>): Promise<void> {
    const started = performance.now()
    const { outcome, reason = '' } = await act()
    this.#write(line, { status: 0, outcome, reason, took: performance.now() - started })
  }

  #write({ who, does, changed = '', expect }: Line, seen: Seen): void {
    this.rows.push({ who, does, changed, expected: expect, seen })
  }
}
