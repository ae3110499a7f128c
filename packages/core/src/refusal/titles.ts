import type { Outcome } from '../decision/outcome.ts'

/** What a refused person or programmer is told, by code. Safe to show: it names no rule's threshold and no value. */
const TITLES: Readonly<Record<string, string>> = Object.freeze({
  'credential.absent': 'You are not logged in',
  'credential.malformed': 'The credential is not in the form of one',
  'credential.several': 'The request carries more than one credential',
  'credential.invalid': 'The token is not valid here',
  'credential.other-issuer': 'The token comes from an issuer that is not known here',
  'credential.clock': 'The token is from the future: the clock of who made it is wrong, or ours',
  'credential.too-old': 'The login behind this token is too long ago',
  'credential.age-unknown': 'The token does not say when its owner logged in',
  'credential.unbound': 'The token is bound to a key, and the request does not prove it',
  'credential.tenant': 'The token is not for this tenant',
  'credential.ambiguous': 'The request carries two credentials of different owners',
  'session.unknown': 'You are not logged in',
  'session.ended': 'This session has ended',
  'session.too-soon': 'This login came too soon after your sessions were ended; log in again',
  'session.expired': 'This session is over; log in again',
  'session.idle': 'This session was not used for too long; log in again',
  'session.clock': 'This session cannot be used now',
  'secret.unknown': 'You are not logged in',
  'secret.spent': 'This copy of the session is out of date; log in again',
  preflight: 'A preflight carries no credential; answer it before this route is reached',
  'cross-site': 'The request comes from another site',
  'cookie.insecure-remote': 'Sessions without "Secure" are for this machine only',
  'level.insufficient': 'Your session may not do this at the moment',
  'demand.acr': 'A stronger login is needed for this',
  'demand.age': 'A fresh login is needed for this',
  'demand.object': 'This one action has to be confirmed',
  'demand.scopes': 'The token does not have the scopes for this',
  'demand.human-only': 'This is for people only, or for programs that show what the route asks of them',
  'demand.unguarded': 'On Express 4 a handler that asks for more must be given through guarded(handler)',
  'fault.closed': 'The server is shutting down',
  'fault.store': 'Sessions cannot be checked at the moment; nothing was done',
  'fault.changes': 'Sessions cannot be checked yet; nothing was done',
  'fault.credential': 'The credential cannot be checked at the moment; nothing was done',
  'fault.tenant': 'The request cannot be checked at the moment; nothing was done',
  'fault.policy': 'The request cannot be judged at the moment; nothing was done',
  'fault.demand': 'The request cannot be judged at the moment; nothing was done',
  'fault.audit': 'The request cannot be recorded at the moment; nothing was done',
  'raise.other-subject': 'This proof is of somebody else than the owner of the session',
  'presenter.new': 'This session is used from a device that it does not know',
})

/** The title of a code, or one that fits its status. */
export function titleOf(code: string, status: number, outcome?: Outcome): string {
  const known = Object.hasOwn(TITLES, code) ? TITLES[code] : undefined
  if (known !== undefined) return known
  if (outcome === 'terminate') return 'This session has ended'
  if (status === 401) return 'Please confirm that it is you'
  if (status === 503) return 'The request cannot be judged at the moment; nothing was done'
  return 'This is not allowed at the moment'
}
