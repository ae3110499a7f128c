import { type Branch, type House, openBranch } from '../branch.ts'
import type { Answer } from '../client/exchange.ts'
import { seenIn } from '../story/audit-view.ts'
import { Customer, deviceCookie, sessionCookie, thiefOf } from '../story/cast.ts'
import { otherDevice, sameKindFarAway } from '../story/devices.ts'
import { minutes } from '../story-clock.ts'
import { DecisionLog, type Happening } from './decision-log.ts'

export type Pane = 'owner' | 'thief' | 'house'
type Move = () => Promise<Answer | string>

/** One bank with an owner and a thief in it, played by hand. Each has a browser with a cookie jar of its own. */
export class Playhouse {
  readonly #branch: Branch
  readonly #log: DecisionLog
  readonly #moves: Readonly<Record<Pane, Readonly<Record<string, Move>>>>
  #owner: Customer
  #thief: Customer | undefined
  /** What the owner was refused last. */
  #refused: Answer | undefined
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(branch: Branch, log: DecisionLog) {
    this.#branch = branch
    this.#log = log
    this.#owner = new Customer(branch, 'alice')
    this.#moves = { owner: this.#ownersMoves(), thief: this.#thiefsMoves(), house: this.#housesMoves() }
  }

  static async open(house: House, tell: (happening: Happening) => void): Promise<Playhouse> {
    const log = new DecisionLog(tell)
    return new Playhouse(await openBranch(house, (record) => log.hear(record)), log)
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
      const result = await act()
      if (typeof result === 'string') return this.#log.tell({ pane, move, text: result })
      if (pane === 'owner' && result.status === 401) this.#refused = result
      this.#log.tell({ pane, move, ...seenIn(result, records), text: inShort(result) })
    } catch (error) {
      this.#log.tell({ pane, move, text: error instanceof Error ? error.message : String(error) })
    } finally {
      this.#log.end()
    }
  }

  #ownersMoves(): Record<string, Move> {
    const owner = () => this.#owner
    return {
      'log in': () => owner().signIn('pwd'),
      'log in with code': () => owner().signIn('mfa'),
      'read statement': () => owner().read(),
      search: () => owner().search('book'),
      'add payee': () => owner().addPayee('garage'),
      'transfer 50 €': () => owner().transfer(5_000),
      'transfer 2500 €': () => owner().transfer(250_000),
      'export all': () => owner().read('/export'),
      'prove it is you': async () => {
        const refused = this.#refused
        this.#refused = undefined
        return refused ? owner().confirm(refused) : 'nothing was asked'
      },
      'log out': () => owner().signOut(),
    }
  }

  #thiefsMoves(): Record<string, Move> {
    const steal = (from: Parameters<typeof thiefOf>[1], cookies: string[], text: string) => async () => {
      this.#thief = thiefOf(this.#owner, from, cookies)
      return text
    }
    const withLoot = (act: (thief: Customer) => Promise<Answer>) => async () =>
      this.#thief ? act(this.#thief) : 'steal a cookie first'
    return {
      'steal the session cookie': steal(otherDevice, [sessionCookie], 'at another device, in the same city'),
      'steal both cookies': steal(sameKindFarAway, [sessionCookie, deviceCookie], 'same kind of device, in Singapore'),
      'read statement': withLoot((thief) => thief.read()),
      'transfer 50 €': withLoot((thief) => thief.transfer(5_000)),
      'export all': withLoot((thief) => thief.read('/export')),
      'open in address bar': withLoot((thief) => thief.browser.visit(this.#branch.at('/statement'))),
    }
  }

  #housesMoves(): Record<string, Move> {
    const { clock, issuer, store, trust } = this.#branch
    const alice = { subject: { id: 'alice', issuer } }
    const risk = (value: number) => async () => `${(await trust.report(alice, { risk: value })).status}`
    const forward = (count: number) => async () => {
      clock.forward(minutes(count))
      return `it is ${new Date(clock.now()).toISOString().slice(11, 16)} UTC, for the bank and the provider`
    }
    return {
      'report risk 80': risk(80),
      'report risk 95': risk(95),
      'report risk 0': risk(0),
      'offboard alice': async () => (await trust.revoke(alice, { reason: 'offboarded' })).status,
      '6 minutes later': forward(6),
      '20 minutes later': forward(20),
      'next morning': forward(16 * 60),
      'store on or off': async () => {
        store.gone = !store.gone
        return store.gone ? 'the store is gone' : 'the store is back'
      },
    }
  }

  /** The names of all moves, for the buttons. */
  get moves(): Record<Pane, string[]> {
    const { owner, thief, house } = this.#moves
    return { owner: Object.keys(owner), thief: Object.keys(thief), house: Object.keys(house) }
  }

  get origin(): string {
    return this.#branch.origin
  }

  close(): Promise<void> {
    return this.#branch.close()
  }
}

/** What a person would see of an answer: a refusal's title, a page's headline, or the data. */
function inShort({ headers, body }: Answer): string {
  const type = headers['content-type'] ?? ''
  if (type.startsWith('application/problem+json')) return (JSON.parse(body) as { title: string }).title
  if (type.startsWith('text/html')) return `a page: ${/<h1>(.*?)<\/h1>/.exec(body)?.[1] ?? ''}`
  return body.slice(0, 600)
}
