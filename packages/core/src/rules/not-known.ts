import type { Action } from '../context/action.ts'
import type { Finding } from './rule.ts'

/** Not knowing as a finding. It weighs more where the action is sensitive. */
export function notKnown(action: Action, about = ''): Finding {
  return { band: 'unknown', about, sensitive: action.sensitive }
}
