import type { Expected } from './row.ts'

export const allowed = (status = 200): Expected => ({ status, outcome: 'allow', reason: '' })
/** The request runs, at a lower level. */
export const lowered = (reason: string, status = 200): Expected => ({ status, outcome: 'downgrade', reason })
export const askedToProve = (reason: string): Expected => ({ status: 401, outcome: 'step-up', reason })
export const denied = (reason: string): Expected => ({ status: 403, outcome: 'deny', reason })
/** The session ends here. */
export const terminated = (reason: string): Expected => ({ status: 401, outcome: 'terminate', reason })
/** A person at a browser is refused by being sent to the provider's login page. */
export const askedForPassword = (reason: string): Expected => ({ status: 0, outcome: 'asked for a password', reason })
/** There is no session (any more), so nobody is logged in. */
export const nobody = (reason: string): Expected => ({ status: 401, outcome: 'deny', reason })
export const unavailable = (reason: string): Expected => ({ status: 503, outcome: 'unavailable', reason })
/** Something the house did, or saw, without a request. */
export const done = (outcome: string, reason = ''): Expected => ({ status: 0, outcome, reason })
