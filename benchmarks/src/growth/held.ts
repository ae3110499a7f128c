import { setImmediate } from 'node:timers/promises'
import { logIn } from '../judged/requests.ts'
import { type WholeCheck, wholeCheck } from '../micro/whole-check.ts'

/** What grows. */
export type Grown = 'rules' | 'sessions' | 'changes'

/** So many callers are active, whatever else is held. */
const CALLERS = 1_000

/** A check in an engine that holds so much of something. */
export const held: Readonly<Record<Grown, (size: number) => Promise<WholeCheck>>> = {
  rules: (size) => wholeCheck(`${size} rules`, { rules: size }),
  async sessions(size) {
    const check = await wholeCheck(`${size} sessions`, { callers: CALLERS, store: { maxSessions: 2 * size } })
    for (let i = CALLERS; i < size; i++) await logIn(check.trust, `idle${i}`)
    await setImmediate()
    check.startCounting()
    return check
  },
  async changes(size) {
    const check = await wholeCheck(`${size} live changes`, { callers: CALLERS, store: { maxChanges: 2 * size } })
    for (let i = 0; i < size; i++) await check.trust.revoke({ subject: { id: `gone${i}` } })
    return check
  },
}
