import type { Ask, Judgement } from '../judge-request.ts'
import type { SessionRecord } from '../session/session-record.ts'

/** Whether a judgement keeps the handler from running. On an essential path only what could not be asked does. */
export function isRefused({ action }: Ask, { decision, observation, ended }: Judgement): boolean {
  switch (decision.outcome) {
    case 'allow':
    case 'downgrade':
      return false
    case 'terminate':
      // The session is over; the way to a new one stays open.
      return !(action.essential && ended)
    case 'deny':
    case 'step-up':
      return !(action.essential && observation.loaded.kind === 'live' && !decision.unavailable)
  }
}

/** The session whose old secret was shown. Found out once a request, at admission. */
export function spentIn({ judged }: Ask, { observation: { loaded } }: Judgement): SessionRecord | undefined {
  return judged === 'admission' && loaded.kind === 'none' ? loaded.spent : undefined
}
