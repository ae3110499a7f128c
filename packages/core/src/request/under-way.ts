/** What a handler has under way with the engine: the answer waits for all of it. */
export class UnderWay {
  #count = 0
  #done: Promise<void> | undefined
  #resolve: (() => void) | undefined

  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#count += 1
    try {
      return await work()
    } finally {
      this.#count -= 1
      if (this.#count === 0) {
        this.#resolve?.()
        this.#done = undefined
        this.#resolve = undefined
      }
    }
  }

  /** Undefined when there is nothing to wait for. */
  pending(): Promise<void> | undefined {
    if (this.#count === 0) return undefined
    this.#done ??= new Promise((resolve) => {
      this.#resolve = resolve
    })
    return this.#done
  }
}
