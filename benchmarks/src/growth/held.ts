import { memoryStore, type Store, storedKey } from '@retrust/core'
import { type WholeCheck, wholeCheck } from '../micro/whole-check.ts'

/** What grows. */
export type Grown = 'rules' | 'sessions' | 'changes'

/** So many callers are active, whatever else is held. */
const CALLERS = 1_000

/** A check in an engine that holds so much of something. */
export const held: Readonly<Record<Grown, (size: number) => Promise<WholeCheck>>> = {
  rules: (size) => wholeCheck(`${size} rules`, { rules: size }),
  async sessions(size) {
    const store = memoryStore({ maxSessions: 2 * size })
    const check = await wholeCheck(`${size} sessions`, { callers: CALLERS, store })
    await addSessions(check, store, size - CALLERS)
    return check
  },
  async changes(size) {
    const store = memoryStore({ maxChanges: 2 * size })
    const check = await wholeCheck(`${size} live changes`, { callers: CALLERS, store })
    for (let i = 0; i < size; i++) await check.trust.revoke({ subject: { id: `gone${i}` } })
    return check
  },
}

/** Sessions of others, like a real one but for who it is of: a million logins would take a minute. */
async function addSessions({ trust }: WholeCheck, store: Store, amount: number): Promise<void> {
  const { sessions } = await trust.sessions({ subject: { id: 'u0' } })
  const real = sessions[0]
  if (real === undefined) throw new Error('nobody has logged in')
  const text = JSON.stringify(real)
  for (let i = 0; i < amount; i++) {
    const handle = String(i).padStart(22, '0')
    // Parsed anew, so that no two share their parts in memory.
    const record = {
      ...JSON.parse(text),
      key: storedKey('', handle),
      handle,
      subject: { ...real.subject, id: `idle${i}` },
    }
    await store.sessions.create(record)
  }
}
