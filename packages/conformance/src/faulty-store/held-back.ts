interface Held {
  left: number
  readonly go: () => void
}

/** What waits until so much that came after it has gone by. */
export class HeldBack {
  #held: Held[] = []

  hold(behind: number, go: () => void): void {
    this.#held.push({ left: Math.max(1, behind), go })
  }

  /** One more went by. */
  passed(): void {
    for (const one of this.#held) one.left -= 1
    this.#release((one) => one.left <= 0)
  }

  /** Everything goes now, the oldest first. */
  releaseAll(): void {
    this.#release(() => true)
  }

  #release(isDue: (one: Held) => boolean): void {
    const due = this.#held.filter(isDue)
    this.#held = this.#held.filter((one) => !due.includes(one))
    for (const one of due) one.go()
  }
}
