import { wholeCheck } from '../micro/whole-check.ts'
import type { Scale } from '../part.ts'
import { heapBytes } from './heap.ts'

const REQUESTS: Readonly<Record<Scale, number>> = { full: 1_000_000, quick: 30_000 }

/** The heap after a tenth of the requests, and after all of them. */
export async function requestBytes(scale: Scale): Promise<{ readonly early: number; readonly late: number }> {
  const check = await wholeCheck('many requests')
  const tenth = REQUESTS[scale] / 10
  await check.run(tenth)
  const early = heapBytes()
  await check.run(9 * tenth)
  const late = heapBytes()
  check.assertCounted()
  return { early, late }
}
