import { setImmediate } from 'node:timers/promises'
import type { NodeRequest } from '@retrust/adapter-kit'
import type { Trust } from '@retrust/core'
import { type Counts, newCounts } from '../judged/counts.ts'
import { judging, logIn, nodeRequest } from '../judged/requests.ts'
import { type JudgedOptions, judgedTrust } from '../judged/trust.ts'
import { hold } from '../part.ts'
import type { Case } from './measure-in-turns.ts'

/** The queue of the audit log is bounded: a loop without turns would fill it. */
const A_TURN = 500

/** A whole check in this process, with what it is counted by. */
export interface WholeCheck extends Case {
  readonly trust: Trust
  readonly counts: Counts
  readonly cookies: readonly string[]
  /** So many requests were judged and audited as often as they should be, or the benchmark is worth nothing. */
  assertCounted(): void
}

/** Facts, cookie, session, signals, rules, decision and audit, for admission and route, over callers in turn. */
export async function wholeCheck(
  name: string,
  { callers = 64, ...options }: Omit<JudgedOptions, 'counts'> & { readonly callers?: number } = {},
): Promise<WholeCheck> {
  const counts = newCounts()
  const trust = judgedTrust({ ...options, counts })
  const cookies: string[] = []
  for (let i = 0; i < callers; i++) cookies.push(await logIn(trust, `u${i}`))
  await setImmediate()
  const requests = cookies.map((cookie): NodeRequest => nodeRequest(cookie))
  const judge = judging(trust)
  let asked = 0
  // A server's requests come one a turn. A loop of its own, or the compiler makes one function of all of it.
  const aTurn = (times: number): void => {
    for (let i = times; i > 0; i--) {
      if (!judge(requests[asked % callers] as NodeRequest)) throw new Error(`${name}: an honest request was refused`)
      asked += 1
    }
  }
  // Logins are judged and recorded too.
  const before = { ...counts }
  return {
    name,
    trust,
    counts,
    cookies,
    async run(times) {
      for (let left = times; left > 0; left -= A_TURN) {
        aTurn(Math.min(left, A_TURN))
        await setImmediate()
      }
    },
    assertCounted() {
      hold(`${name}: judgements of ${asked} requests`, counts.judged - before.judged, 2 * asked)
      hold(`${name}: audit records of ${asked} requests`, counts.audited - before.audited, 2 * asked)
    },
  }
}

/** A change in the middle acts on the very next request, of its subject alone. */
export async function assertActsAtOnce({ name, trust, counts, cookies, run }: WholeCheck): Promise<void> {
  const judge = judging(trust)
  const [first, second] = cookies.map((cookie) => nodeRequest(cookie))
  if (first === undefined || second === undefined) throw new Error('two callers are needed')
  await run(200)
  hold(`${name}: before the change`, judge(first), true)
  const judged = counts.judged
  await trust.report({ subject: { id: 'u0' } }, { risk: 95 })
  hold(`${name}: reading at a reported risk`, judge(first), true)
  hold(`${name}: judgements after the report`, counts.judged - judged, 2)
  const lowered = await trust.sessions({ subject: { id: 'u0' } })
  hold(`${name}: causes stored by the next request`, lowered.sessions[0]?.narrowings.length, 1)
  await trust.revoke({ subject: { id: 'u0' } })
  hold(`${name}: the request after a revocation`, judge(first), false)
  hold(`${name}: somebody else's request after it`, judge(second), true)
}
