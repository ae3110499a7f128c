/** What the codes of the bank's policy, and of retrust itself, say to somebody who plays here for the first time. */
export const reasonWords: Readonly<Record<string, string>> = {
  'presenter.new': 'nobody showed this session from here before',
  'device.changed': 'another browser or system than at the login',
  'travel.impossible': 'too far from the last place, too soon',
  'risk.high': 'the house reported a risk for Alice',
  'hours.outside': 'the branch is closed',
  'token.old': 'the login is many hours old',
  'sensitive.unproved': 'something sensitive, on a login that is too old for it',
  'action.rise': 'from reading straight to something sensitive',
  'level.insufficient': 'the session may only read for now',
  'demand.acr': 'this asks for a password and a code',
  'demand.age': 'this asks for a fresh proof',
  'demand.object': 'this asks for a proof of its own, good once',
  'refusal lifted': 'logging in, proving and logging out stay open',
  'credential.absent': 'nobody is logged in',
  'session.unknown': 'there is no such session',
  'session.ended': 'the session was ended',
  'session.expired': 'the session reached its end',
  'session.idle': 'the session was not used for 30 minutes',
  'secret.unknown': 'no session has this cookie',
  'secret.spent': 'an old copy of a cookie that was renewed since',
  'fault.store': 'the store cannot be asked',
}

export interface ToldReason {
  readonly code: string
  readonly words: string
}

/** The reasons of a row, each with its words. */
export const toldReasons = (reason: string): ToldReason[] =>
  reason === '' ? [] : reason.split(', ').map((code) => ({ code, words: reasonWords[code] ?? '' }))
