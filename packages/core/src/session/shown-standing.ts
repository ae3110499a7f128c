import type { PresentedClaims, PresentedSecret } from '../credentials/credential.ts'
import { sameHash } from '../crypto.ts'
import { type Authentication, isSameProof } from './authentication.ts'
import type { SessionRecord, Standing } from './session-record.ts'

/**
 * What a credential may show of its session's standing: the current secret all of it, the previous one what stood before
 * the raise, a token what its own `auth_time` covers, a host's session without its companion what the login proved.
 * Undefined for a secret that is neither.
 */
export function shownStanding(
  presented: PresentedSecret | PresentedClaims,
  { standing, before, secrets }: SessionRecord,
): Standing | undefined {
  if (presented.kind === 'claims' && presented.host === undefined) return coveredBy(standing, presented)
  const secret = presented.kind === 'claims' ? presented.host?.companion : presented.secret
  if (secret === undefined) return unraised(standing)
  if (secrets === undefined) return undefined
  if (sameHash(secrets.current, secret)) return standing
  const previous = secrets.previous !== undefined && sameHash(secrets.previous, secret)
  return previous && before !== undefined ? asUsedIn(before, standing) : undefined
}

/** What a login alone has shown, whatever was raised on top of it. By origin, not by time: clocks differ. */
function unraised(standing: Standing): Standing {
  const { authentications, answered, presenters } = standing
  const isRaised = ({ by }: { readonly by?: string | undefined }): boolean => by === 'raise'
  if (!authentications.some(isRaised) && !answered.some(isRaised) && !presenters.some(isRaised)) return standing
  return {
    authentications: authentications.filter((one) => !isRaised(one)),
    answered: answered.filter((one) => !isRaised(one)),
    presenters: presenters.filter((one) => !isRaised(one)),
  }
}

/**
 * An older standing, in which a proof that was used up since is used up too. One that the newer standing does not know
 * cannot be marked there, so it counts as used up: it still says how strong and how old it is.
 */
export function asUsedIn(older: Standing, standing: Standing): Standing {
  const asUsed = (one: Authentication): Authentication =>
    standing.authentications.find((now) => isSameProof(one, now)) ?? { ...one, spentAt: one.spentAt ?? one.at }
  return { ...older, authentications: older.authentications.map(asUsed) }
}

/**
 * An older token has only the authentications and answers that are not newer than its own proof; one that does not say when
 * that was, none that says it. A program shows what its own token proves.
 */
function coveredBy(standing: Standing, { subject, acr, amr, authTime = 0 }: PresentedClaims): Standing {
  if (subject.kind === 'workload') return { ...standing, authentications: [{ acr, amr, at: authTime, by: 'begin' }] }
  if (standing.authentications.every((one) => one.at <= authTime)) return standing
  return {
    authentications: standing.authentications.filter((one) => one.at <= authTime),
    answered: standing.answered.filter((one) => one.at <= authTime),
    presenters: standing.presenters.filter((one) => one.by !== 'raise' || one.at <= authTime),
  }
}
