import type { Ask, Judgement } from '../judge-request.ts'

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
