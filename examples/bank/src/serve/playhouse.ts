import { type House, openBranch } from '../branch.ts'
import { seenIn } from '../story/audit-view.ts'
import { Customer } from '../story/cast.ts'
import { clockInWords } from './branch-clock.ts'
import { DecisionLog, type Happening } from './decision-log.ts'
import type { Game, Move, Moves } from './game.ts'
import { houseMoves } from './house-moves.ts'
import { inShort } from './in-short.ts'
import { ownerMoves } from './owner-moves.ts'
import { toldReasons } from './reason-words.ts'
import { thiefMoves } from './thief-moves.ts'

export type Pane = 'owner' | 'thief' | 'house'

/** One bank with an owner and a thief in it, played by hand. Each has a browser with a cookie jar of its own. */
export class Playhouse {
  readonly #game: Game
  readonly #log: DecisionLog
  readonly #moves: Readonly<Record<Pane, Moves>>
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(game: Game, log: DecisionLog) {
    this.#game = game
    this.#log = log
    this.#moves = { owner: ownerMoves(game), thief: thiefMoves(game), house: houseMoves(game) }
  }

  static async open(house: House, tell: (happening: Happening) => void): Promise<Playhouse> {
    const log = new DecisionLog(tell)
    const branch = await openBranch(house, (record) => log.hear(record))
    return new Playhouse({ branch, owner: new Customer(branch, 'alice') }, log)
  }

  /** Plays one move. One after the other, so that each decision belongs to the move that caused it. */
  play(pane: Pane, name: string): Promise<void> {
    const move = Object.hasOwn(this.#moves, pane) && Object.hasOwn(this.#moves[pane], name) && this.#moves[pane][name]
    if (!move) return Promise.reject(new Error(`there is no such move: ${pane} ${name}`))
    const played = this.#turn.then(() => this.#played(pane, name, move))
    this.#turn = played
    return played
  }

  async #played(pane: Pane, move: string, act: Move): Promise<void> {
    const records = this.#log.begin()
    try {
      const result = await act(records)
      if (typeof result === 'string') return this.#log.tell({ pane, move, text: result })
      const seen = seenIn(result, records)
      this.#log.tell({ pane, move, ...seen, reasons: toldReasons(seen.reason), ...inShort(result) })
    } catch (error) {
      this.#log.tell({ pane, move, text: error instanceof Error ? error.message : String(error) })
    } finally {
      this.#log.end()
    }
  }

  /** What the page has to know before anything happens: the names of all moves, for the buttons, and the time. */
  get stage() {
    const { owner, thief, house } = this.#moves
    const moves = { owner: Object.keys(owner), thief: Object.keys(thief), house: Object.keys(house) }
    return { moves, origin: this.origin, clock: this.clock }
  }

  get clock(): string {
    const { clock, hours } = this.#game.branch
    return clockInWords(clock.now(), hours)
  }

  get origin(): string {
    return this.#game.branch.origin
  }

  close(): Promise<void> {
    return this.#game.branch.close()
  }
}
