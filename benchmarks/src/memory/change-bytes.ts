import { memoryStore } from '@retrust/core'
import { newCounts } from '../judged/counts.ts'
import { judging, logIn, nodeRequest } from '../judged/requests.ts'
import { judgedTrust } from '../judged/trust.ts'
import { hold, type Scale } from '../part.ts'
import { heapBytes } from './heap.ts'

const CHANGES: Readonly<Record<Scale, number>> = { full: 1_000_000, quick: 20_000 }

/** Heap bytes a live change: in the store and in the log that every process holds, which for one process are both here. */
export async function changeBytes(scale: Scale): Promise<number> {
  const trust = judgedTrust({ counts: newCounts(), store: memoryStore({ maxChanges: 2 * CHANGES[scale] }) })
  const last = `gone${CHANGES[scale] - 1}`
  const cookie = await logIn(trust, last)
  hold('before the change', judging(trust)(nodeRequest(cookie)), true)
  const before = heapBytes()
  for (let i = 0; i < CHANGES[scale]; i++) await trust.revoke({ subject: { id: `gone${i}` } })
  const bytes = (heapBytes() - before) / CHANGES[scale]
  hold('after the last of them', judging(trust)(nodeRequest(cookie)), false)
  return bytes
}
