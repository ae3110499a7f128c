import type { ChangeNews } from '@retrust/core'
import type { Call } from './call.ts'
import type { Fault } from './fault.ts'
import { HeldBack } from './held-back.ts'

/** What the news on its way to subscribers needs of its store. */
interface Ways {
  /** Counts the call and answers what goes wrong with it. */
  readonly faultOf: (given: readonly [ChangeNews, number]) => { readonly call: Call; readonly fault: Fault | undefined }
  readonly after: (ms: number, go: () => void) => void
}

/** Hands news on to subscribers, each on a way of its own where it may be lost, late, twice or out of order. */
export class FaultyNews {
  readonly #listeners = new Map<number, { readonly tell: (news: ChangeNews) => void; readonly held: HeldBack }>()
  readonly #ways: Ways
  #next = 0

  constructor(ways: Ways) {
    this.#ways = ways
  }

  subscribe(tell: (news: ChangeNews) => void): () => void {
    const number = this.#next
    this.#next += 1
    this.#listeners.set(number, { tell, held: new HeldBack() })
    return () => void this.#listeners.delete(number)
  }

  tell(news: ChangeNews): void {
    for (const number of this.#listeners.keys()) this.#send(news, number)
  }

  releaseAll(): void {
    for (const { held } of this.#listeners.values()) held.releaseAll()
  }

  #send(news: ChangeNews, number: number): void {
    const { call, fault } = this.#ways.faultOf([news, number])
    const go = (): void => this.#arrive(news, number)
    switch (fault?.do) {
      case undefined:
        go()
        break
      case 'delay':
        this.#ways.after(fault.ms, go)
        break
      case 'reorder':
        this.#listeners.get(number)?.held.hold(fault.behind, go)
        break
      case 'repeat':
        go()
        go()
        break
      case 'answer':
        this.#arrive(fault.as(news, call) as ChangeNews, number)
        break
      case 'throw':
      case 'reject':
      case 'hang':
      case 'lose':
        break
    }
  }

  #arrive(news: ChangeNews, number: number): void {
    const listener = this.#listeners.get(number)
    listener?.tell(news)
    listener?.held.passed()
  }
}
