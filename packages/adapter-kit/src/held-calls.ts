import { type HeadArguments, takeHeaders } from './head-arguments.ts'
import type { NodeResponse } from './node-exchange.ts'

/** A call of an application on its response that waits for a demand under way. */
interface HeldCall {
  readonly run: () => unknown
  readonly args: readonly unknown[]
  readonly head: HeadArguments | undefined
}

/** What an application sent while a demand was under way, in order. Its writers are told to wait, as by a slow client. */
export class HeldCalls {
  readonly #calls: HeldCall[] = []

  add(call: HeldCall): void {
    this.#calls.push(call)
  }

  /** The demand was met: it all goes out as it was called, callbacks and all. */
  replay(): void {
    for (const { run } of this.#calls) run()
  }

  /** The demand was refused: what was said of cookies and CORS is kept, the rest goes nowhere. */
  drop(res: NodeResponse): void {
    for (const { head, args } of this.#calls) {
      if (head !== undefined) takeHeaders(res, head)
      callBack(args)
    }
  }
}

/** Tells the caller of a `write` or `end` that goes nowhere that it is done: a pipe would wait for ever. */
export function callBack(args: readonly unknown[]): void {
  const callback = args.at(-1)
  if (typeof callback === 'function') queueMicrotask(() => callback())
}
