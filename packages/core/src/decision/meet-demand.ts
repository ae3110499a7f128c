import { type Authentication, isSameProof } from '../session/authentication.ts'
import type { SubjectKind } from '../subject.ts'
import type { AcrOrder } from './acr-order.ts'
import type { Level } from './outcome.ts'

/** A demand with its durations read and its action checked. */
export interface ResolvedDemand {
  readonly acr: string | undefined
  readonly maxAgeMs: number | undefined
  readonly level: Level | undefined
  readonly scopes: readonly string[] | undefined
  readonly action: string | undefined
  readonly object: string | undefined
  readonly workload: { readonly scopes?: readonly string[] | undefined } | undefined
  readonly agent: { readonly scopes?: readonly string[] | undefined } | undefined
}

/** Whether a demand is met; `spend` is the authentication that the judgement which releases the handler uses up. */
export type DemandAnswer =
  | { readonly met: true; readonly spend: Authentication | undefined }
  | { readonly met: false; readonly by: 'proof' | 'nothing'; readonly code: string }

/** How long a proof may wait to be used by a demand with `maxAge: '0'`: as long as a challenge lives. */
const CHALLENGE_LIFE_MS = 600_000

/** Whether somebody who can prove must still do so. */
export function asksForProof(demand: ResolvedDemand): boolean {
  return demand.acr !== undefined || demand.maxAgeMs !== undefined || demand.object !== undefined
}

/**
 * Compares a demand with what was proved. One authentication must have the strength, the age and the object. `used` are
 * those that this request used up already: it does so once, whatever it demands.
 */
export function meetDemand(
  demand: ResolvedDemand,
  authentications: readonly Authentication[],
  scopes: readonly string[] | undefined,
  kind: SubjectKind,
  order: AcrOrder,
  now: number,
  used: readonly Authentication[],
): DemandAnswer {
  const program = kind === 'human' ? undefined : (demand[kind] ?? undefined)
  if (kind !== 'human' && asksForProof(demand) && program === undefined)
    return { met: false, by: 'nothing', code: 'demand.human-only' }
  for (const scope of [...(demand.scopes ?? []), ...(program?.scopes ?? [])]) {
    if (!scopes?.includes(scope)) return { met: false, by: 'nothing', code: 'demand.scopes' }
  }
  if (kind !== 'human' || !asksForProof(demand)) return MET

  const strong = authentications.filter((one) => demand.acr === undefined || order.reaches(one.acr, demand.acr))
  if (strong.length === 0) return { met: false, by: 'proof', code: 'demand.acr' }
  const { maxAgeMs, object } = demand
  const once = object !== undefined || maxAgeMs === 0
  const young = strong.filter((one) => {
    if (one.spentAt !== undefined && once && !isUsed(one)) return false
    // A proof from the future (a clock that jumped back) is no younger than one as far in the past.
    const age = Math.abs(now - one.at)
    if (maxAgeMs === 0) return one.by === 'raise' && age <= CHALLENGE_LIFE_MS
    return maxAgeMs === undefined || age <= maxAgeMs
  })
  if (young.length === 0) return { met: false, by: 'proof', code: 'demand.age' }
  const made =
    object === undefined ? young : young.filter((one) => one.action === demand.action && one.object === object)
  const proof = made.find(isUsed) ?? made.at(-1)
  if (proof === undefined) return { met: false, by: 'proof', code: 'demand.object' }
  return once && !isUsed(proof) ? { met: true, spend: proof } : MET

  function isUsed(one: Authentication): boolean {
    return used.some((other) => isSameProof(one, other))
  }
}

const MET: DemandAnswer = { met: true, spend: undefined }
