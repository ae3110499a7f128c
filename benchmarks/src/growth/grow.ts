import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Grown } from './held.ts'

const HOLDER = fileURLToPath(new URL('./growth-holder.js', import.meta.url))

/** Microseconds of CPU a check, in every round, for each size. */
export async function grow(
  grown: Grown,
  sizes: readonly number[],
  { rounds, times }: { readonly rounds: number; readonly times: number },
): Promise<ReadonlyMap<number, readonly number[]>> {
  const holders = new Map<number, ChildProcess>()
  const figures = new Map(sizes.map((size) => [size, [] as number[]]))
  try {
    for (const size of sizes) {
      const holder = fork(HOLDER, [grown, String(size), String(times)], { execArgv: ['--max-old-space-size=8192'] })
      holders.set(size, holder)
      await answerOf(holder)
    }
    for (let round = 0; round < rounds; round++) {
      for (const [size, holder] of round % 2 === 0 ? holders : [...holders].reverse()) {
        holder.send('slice')
        figures.get(size)?.push(Number(await answerOf(holder)))
      }
    }
    for (const holder of holders.values()) {
      const over = once(holder, 'exit')
      holder.send('end')
      const [code] = await over
      if (code !== 0) throw new Error(`${grown}: a holder did not do what it should; see above`)
    }
    return figures
  } finally {
    for (const holder of holders.values()) holder.kill()
  }
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('a holder ended early; see above'))
    child.once('exit', gone)
    child.once('message', (answer) => {
      child.off('exit', gone)
      resolve(answer)
    })
  })
}
