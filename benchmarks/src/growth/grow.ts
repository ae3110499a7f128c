import { type Child, startChild } from '../child.ts'
import type { Grown } from './held.ts'

// The whole benchmark stays below ten minutes: on a slow machine there are fewer rounds.
const MOST_MS = 25_000
const LEAST_ROUNDS = 3

/** Microseconds of CPU a check, in every round, for each size. */
export async function grow(
  grown: Grown,
  sizes: readonly number[],
  { rounds, times }: { readonly rounds: number; readonly times: number },
): Promise<ReadonlyMap<number, readonly number[]>> {
  const holders = new Map<number, Child>()
  const figures = new Map(sizes.map((size) => [size, [] as number[]]))
  try {
    const execArgv = ['--max-old-space-size=8192']
    const starting = sizes.map((size) =>
      startChild('growth-holder', [grown, String(size), String(times)], { execArgv }),
    )
    for (const [i, holder] of starting.entries()) holders.set(sizes[i] as number, await holder)
    const until = Date.now() + MOST_MS
    for (let round = 0; round < rounds && (round < LEAST_ROUNDS || Date.now() < until); round++) {
      for (const [size, holder] of round % 2 === 0 ? holders : [...holders].reverse())
        figures.get(size)?.push(await holder.ask<number>('slice'))
    }
    for (const holder of holders.values()) await holder.ask('count')
    return figures
  } finally {
    for (const holder of holders.values()) holder.end()
  }
}
