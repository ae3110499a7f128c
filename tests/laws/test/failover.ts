import type { FaultyStore } from '@retrust/conformance'
import type { Receipt } from '@retrust/core'
import fc from 'fast-check'

/** A second takes the store's place, gives its log another identity, and has not all that was written. */
export interface Failover {
  readonly do: 'fail over'
  /** How many of the newest writes are lost. */
  readonly loses: number
  /** Which processes go down with the store. */
  readonly restarts: readonly (0 | 1)[]
}

export const failovers: fc.Arbitrary<Failover> = fc.record({
  do: fc.constant('fail over' as const),
  loses: fc.nat(8),
  restarts: fc.subarray([0 as const, 1 as const]),
})

/** Loses the newest writes, of sessions only where changes are kept. Answers the number of the last call that is there. */
export async function loseNewest(store: FaultyStore, { loses }: Failover, keepsChanges: boolean): Promise<number> {
  const writes = store.calls.filter(({ operation }) => !/read|page|since|news/.test(operation))
  const point = writes.at(-1 - loses)?.number ?? 0
  await store.restart(({ number, operation }) => number > point && (!keepsChanges || operation.startsWith('sessions.')))
  return point
}

/** A fault of a faulty store by which its receipts say `durable`. */
export const asDurable = {
  do: 'answer',
  as: (receipt: unknown) => ({ ...(receipt as Receipt), status: 'durable' }),
} as const

/** Commands that make one: what the first does is most telling right before the next. */
export const inTurn = <Model extends object, Real>(
  ...commands: readonly fc.AsyncCommand<Model, Real>[]
): fc.AsyncCommand<Model, Real> => ({
  check: () => true,
  async run(model, real) {
    for (const one of commands) await one.run(model, real)
  },
  toString: () => commands.join(', then '),
})
