import { randomBytes } from 'node:crypto'
import session from 'express-session'
import { hold, type Scale } from '../part.ts'
import { heapBytes } from './heap.ts'
import { SESSIONS } from './session-bytes.ts'

const random = (bytes: number): string => randomBytes(bytes).toString('base64url')

/** Heap bytes a session of express-session's MemoryStore that holds the same facts as one of ours. */
export function peerSessionBytes(scale: Scale): number {
  const store = new session.MemoryStore()
  const logIn = (id: string): void => {
    const at = Date.now()
    const facts = {
      user: { tenant: '', issuer: '', id, kind: 'human' },
      authentications: [{ acr: 'pwd', amr: ['pwd'], at, by: 'begin' }],
      presenters: [{ key: random(32), at, by: 'begin' }],
      networks: [random(32)],
      browser: { family: 'Firefox', platform: 'Linux' },
      beganAt: at,
      lastSeenAt: at,
    }
    const cookie = new session.Cookie()
    cookie.maxAge = 43_200_000
    // The type asks for the methods of a live session; the store keeps the JSON of what is in it.
    store.set(random(24), { cookie, ...facts } as unknown as session.SessionData)
  }
  for (let i = 0; i < 2_000; i++) logIn(`early${i}`)
  const before = heapBytes()
  for (let i = 0; i < SESSIONS[scale]; i++) logIn(`user${i}`)
  const bytes = (heapBytes() - before) / SESSIONS[scale]
  const held = Object.keys((store as unknown as { sessions: object }).sessions).length
  hold('sessions of express-session', held, SESSIONS[scale] + 2_000)
  return bytes
}
