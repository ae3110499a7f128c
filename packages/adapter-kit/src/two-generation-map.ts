/**
 * A bounded map for values that are cheap to make again. It keeps between `limit` and twice as many: when the younger half
 * is full, the older half is forgotten at once, which costs nothing (deleting a big map's oldest key one by one does not).
 */
export class TwoGenerationMap<Value> {
  readonly #limit: number
  #young: Map<string, Value> = new Map()
  #old: Map<string, Value> = new Map()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string): Value | undefined {
    const value = this.#young.get(key)
    if (value !== undefined) return value
    const older = this.#old.get(key)
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }
}
