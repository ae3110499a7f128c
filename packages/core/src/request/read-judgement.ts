import type { Engine } from '../engine.ts'
import type { Ask, Judgement } from '../judge-request.ts'
import { secretCookieOf } from '../session/new-secret.ts'
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
  if (judged !== 'admission') return undefined
  if (loaded.kind === 'live') return loaded.showsSpent ? loaded.record : undefined
  return loaded.kind === 'none' ? loaded.spent : undefined
}

/** The record of its session, as the judgement left it. */
export function sessionOf({ observation: { loaded } }: Judgement): SessionRecord | undefined {
  return loaded.kind === 'live' ? loaded.record : undefined
}

/** A session that a judgement ended takes its cookie with it. */
export function clearedWith(before: Judgement, { ended }: Judgement): readonly string[] {
  const { loaded } = before.observation
  return ended && loaded.kind === 'live' && loaded.record.secrets !== undefined
    ? [secretCookieOf(loaded.credential).clear()]
    : []
}

/** The cookie of a dead session. Only for a navigation: on any other answer it would race the cookie of a login under way. */
export function clearedDead({ cookie }: Engine, { observation: { loaded, context } }: Judgement): readonly string[] {
  const isDead = loaded.kind === 'none' && loaded.reason.startsWith('session.')
  return isDead && cookie?.isSent(context) === true ? [cookie.clear()] : []
}
