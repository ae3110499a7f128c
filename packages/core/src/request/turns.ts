import { isPromise, type MaybePromise } from '../ready.ts'

/** Runs pieces of work one after the other. With nothing under way a piece runs at once, and may answer at once. */
export class Turns {
  #last: Promise<unknown> | undefined

  take<T>(work: () => MaybePromise<T>): MaybePromise<T> {
    const answer = this.#last === undefined ? work() : this.#last.then(work)
    if (!isPromise(answer)) return answer
    // Whoever asked hears of a failure; the next one takes its turn all the same.
    const over = answer.then(nothing, nothing)
    this.#last = over
    void over.then(() => {
      if (this.#last === over) this.#last = undefined
    })
    return answer
  }
}

const nothing = (): void => undefined
