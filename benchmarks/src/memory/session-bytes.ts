import { newCounts } from '../judged/counts.ts'
import { logIn } from '../judged/requests.ts'
import { judgedTrust } from '../judged/trust.ts'
import { hold, type Scale } from '../part.ts'
import { heapBytes } from './heap.ts'

export const SESSIONS: Readonly<Record<Scale, number>> = { full: 100_000, quick: 5_000 }

/** Heap bytes a session of ours, begun by a login as in an application. */
export async function sessionBytes(scale: Scale): Promise<number> {
  const counts = newCounts()
  const trust = judgedTrust({ counts })
  // What is compiled or made on the first use is no part of a session.
  for (let i = 0; i < 2_000; i++) await logIn(trust, `early${i}`)
  const before = heapBytes()
  for (let i = 0; i < SESSIONS[scale]; i++) await logIn(trust, `user${i}`)
  const bytes = (heapBytes() - before) / SESSIONS[scale]
  // The engine is still held here, and each session is really in it.
  const { sessions } = await trust.sessions({ subject: { id: `user${SESSIONS[scale] - 1}` } })
  hold('sessions of the last one who logged in', sessions.length, 1)
  return bytes
}
