import type { TrustContext } from '../context/build-context.ts'
import type { Names } from '../context/keyed-names.ts'
import type { PresentedClaims } from '../credentials/credential.ts'
import type { Presenter } from './loaded-session.ts'
import type { Standing } from './session-record.ts'

/**
 * The names of who holds a credential that we did not issue: for a person browser family and platform, never the network;
 * for a program the network group. What the request does not say is a name of its own.
 */
export function presenterNames(claims: PresentedClaims, context: TrustContext, names: Names): readonly string[] {
  const { browser, peer } = context.facts
  return claims.subject.kind === 'human'
    ? names('browser', `${browser.family ?? '?'}/${browser.platform ?? '?'}`)
    : names('presenter-network', peer.network ?? '?')
}

/** Whether the presenter is one that the session admitted, under any of the engine's secrets. */
export function recognise(names: readonly string[], standing: Standing): Presenter {
  const key = names[0]
  for (const known of standing.presenters) if (names.includes(known.key)) return { key: known.key, state: 'admitted' }
  return { key, state: 'new' }
}
