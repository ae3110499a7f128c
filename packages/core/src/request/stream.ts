import type { RequestFacts } from '../context/request-facts.ts'
import type { TrustRefusal } from '../refusal/refusal.ts'

/** What is kept of an answer that is still going out. Most requests never have one. */
export class Stream {
  /** The answer is over, or was ended: nobody looks any more, and the signal stays as it is. */
  over: boolean
  readonly targets: Set<string> = new Set()
  judging = false
  /** A change came while it was being judged. */
  again = false
  /** Detached: a framework may have given the request itself to somebody else by now. */
  facts: RequestFacts | undefined
  #controller: AbortController | undefined
  #refusal: TrustRefusal | undefined

  constructor(over: boolean) {
    this.over = over
  }

  /** Asks for another look, from whatever request a change came with. */
  wake: () => void = () => undefined
  /** Calls the next look at its own time off. */
  rest: () => void = () => undefined

  /** Made when it is first asked for, since it costs more than a judgement; one that was aborted is made aborted. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#refusal !== undefined) this.#controller.abort(this.#refusal)
    }
    return this.#controller.signal
  }

  abort(refusal: TrustRefusal): void {
    this.#refusal = refusal
    this.#controller?.abort(refusal)
  }
}

/** Stands for the stream of a request whose answer was over before anybody asked for one. */
export const NEVER_OPENED = 'never opened'
