import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Case } from './measure-in-turns.ts'

/**
 * The cases that are compared with, in a thread of their own and so over a heap of their own: a verification leaves native
 * handles behind, and what clears them away also throws away compiled code of whoever shares the heap.
 */
export async function casesOfAnotherThread(): Promise<{ readonly cases: readonly Case[]; close(): Promise<unknown> }> {
  const worker = new Worker(new URL('./thread.js', import.meta.url))
  const [names] = (await once(worker, 'message')) as [readonly string[]]
  const cases = names.map(
    (name): Case => ({
      name,
      async run(times) {
        worker.postMessage({ name, times })
        await once(worker, 'message')
      },
    }),
  )
  return { cases, close: () => worker.terminate() }
}
