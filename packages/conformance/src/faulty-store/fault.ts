import type { Call, Which } from './call.ts'

/**
 * What goes wrong with a call.
 *
 * - `throw`, `reject`: it fails, at once or by its promise. `error` is what comes out, also `undefined`; without one it is a
 *   `StoreUnavailableError`. With `applied` the store has done it all the same, and only its answer is lost.
 * - `hang`: it is never answered. `applied` as above.
 * - `delay`: it is done at once and answered so many milliseconds later, by the clock of the engine.
 * - `reorder`: it is done after so many writes that were asked for later; news: after so much later news.
 * - `repeat`: it is done twice, as by a driver that tries again; news comes twice.
 * - `lose`: it is acknowledged as it would have been, and never done; news never comes.
 * - `answer`: it is done, and something else is answered in the place of the honest answer. Also news.
 */
export type Fault =
  | { readonly do: 'throw' | 'reject'; readonly error?: unknown; readonly applied?: boolean | undefined }
  | { readonly do: 'hang'; readonly applied?: boolean | undefined }
  | { readonly do: 'delay'; readonly ms: number }
  | { readonly do: 'reorder'; readonly behind: number }
  | { readonly do: 'repeat' }
  | { readonly do: 'lose' }
  | { readonly do: 'answer'; readonly as: (honest: unknown, call: Call) => unknown }

interface Injected {
  readonly fault: Fault
  readonly which: Which
  seen: number
}

/** The faults that are put in. Of several that are for a call the one that was put in last counts. */
export class Faults {
  readonly #injected = new Set<Injected>()

  inject(fault: Fault, which: Which): () => void {
    const one: Injected = { fault, which, seen: 0 }
    this.#injected.add(one)
    return () => void this.#injected.delete(one)
  }

  heal(): void {
    this.#injected.clear()
  }

  of(call: Call): Fault | undefined {
    let found: Fault | undefined
    for (const one of this.#injected) if (isFor(one, call)) found = one.fault
    return found
  }
}

function isFor(one: Injected, call: Call): boolean {
  const { operation, when, nth } = one.which
  if (operation !== undefined && ![operation].flat().includes(call.operation)) return false
  if (when !== undefined && !when(call)) return false
  one.seen += 1
  return nth === undefined || [nth].flat().includes(one.seen)
}
