import { faultyStore } from '@retrust/conformance'
import {
  type CredentialOption,
  memoryStore,
  type PresentedClaims,
  type SessionAnswer,
  type SessionRecord,
  type Verified,
  whenReady,
} from '@retrust/core'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { MINUTE } from '../../../packages/core/test/engine/world.ts'
import { hostSession, MAX_LIFE, nameOf, type Shown, type Told } from './host.ts'
import { askAs, type HostStage, type HostStep, hostStageOf, hostStepBut, playHost } from './host-story.ts'
import { holds, isCaught, must } from './law.ts'
import { NO_RULES, type Plan, plans, policyOf } from './policies.ts'
import { isLetIn, policy } from './story.ts'

/*
 * Law 7 for logins that another library keeps, and what each copy of one may show. A login lives for `maxLife` from its
 * `start`, whatever is raised on top of it. Nobody shows more than its login and the raises that its own companion cookie
 * came from, so that a raise of one copy raises no other; a `start` that is ahead of our clock proves nothing again.
 *
 * The model is where each companion came from. A request is judged as of when it began, however long its handler works.
 */

const RUNS = 60

/** A proof that was made in mid-session. */
interface Proof {
  readonly acr: string
  readonly at: number
  readonly object: string | undefined
}

/** What the companion cookies of a story are worth, by their secrets. */
class Companions {
  readonly #worth = new Map<string, { readonly of: string; readonly proofs: readonly Proof[] }>()
  readonly #made: Proof[] = []
  readonly #users = new Map<string, Set<unknown>>()

  /** What a client may show at most. Under another login than its own a companion is worth nothing. */
  of({ login, companion = '' }: Shown): readonly Proof[] {
    const known = this.#worth.get(companion)
    return known?.of === nameOf(login) ? known.proofs : []
  }

  raised(before: Shown, after: Shown, proof: Proof): void {
    this.#made.push(proof)
    this.#worth.set(after.companion as string, { of: nameOf(before.login), proofs: [...this.of(before), proof] })
  }

  /** Whether there were as many proofs for an object as requests that were let in by one. */
  covers(object: string, request: unknown): boolean {
    const users = this.#users.get(object) ?? new Set()
    this.#users.set(object, users.add(request))
    return users.size <= this.#made.filter((one) => one.object === object).length
  }
}

/** Whoever is let in shows a login that is young enough, and no proof that is not its own. */
function expectOwn(companions: Companions, { answer, shown, session, demand, request, began: now }: Told): void {
  if (!isLetIn(answer) || shown === undefined || session === undefined || now === undefined) return
  const { start } = shown.login
  const proofs = companions.of(shown)
  const age = now - start
  must(age < MAX_LIFE, () => `a login was ${age} ms old`)
  must(session.expiresAt <= start + MAX_LIFE, () => `a login lives until ${session.expiresAt - start} ms after it`)
  const [login, ...raises] = session.authentications
  must(
    login?.by === 'begin' && login.acr === 'pwd' && login.at <= start,
    () => `the login counts as ${JSON.stringify(login)}`,
  )
  for (const one of raises) {
    const isOwn = proofs.some(({ acr, at, object }) => acr === one.acr && at === one.at && object === one.object)
    must(one.by === 'raise' && isOwn, () => `${JSON.stringify(one)} was shown by somebody who did not prove it`)
  }
  if (demand === undefined) return
  const { acr = 'pwd', maxAge, object } = { acr: undefined, maxAge: undefined, object: undefined, ...demand }
  const meets = (proof: { acr: string; at: number }): boolean =>
    (acr === 'pwd' || proof.acr === acr) && (maxAge !== '5m' || now - proof.at <= 5 * MINUTE)
  must(
    [{ acr: 'pwd', at: start }, ...proofs].some(meets),
    () => `${JSON.stringify(demand)} was met by ${JSON.stringify(proofs)}`,
  )
  must(object === undefined || companions.covers(object, request), () => `a proof for ${object} was used twice`)
}

const policies = fc.oneof(plans({ terminate: false }), fc.constant(NO_RULES), fc.constant(NO_RULES))
const all = (plan: Plan) => [...policy(), ...policyOf(plan)]
/** What ends logins has a law of its own. */
const steps = fc.array(hostStepBut('revoke', 'revoke before', 'revoke session', 'log out', 'handler ends'), {
  minLength: 10,
  maxLength: 40,
})

interface Defects {
  readonly credential?: (option: CredentialOption) => CredentialOption
  /** What a store makes of a row. */
  readonly row?: (record: SessionRecord) => SessionRecord
}

const law = ({ credential = (option) => option, row }: Defects = {}) =>
  fc.asyncProperty(policies, steps, async (plan, steps) => {
    const store = faultyStore(memoryStore)
    if (row !== undefined) {
      const as = (answer: unknown): unknown => {
        const found = answer as SessionAnswer
        return found.kind === 'found' ? { ...found, record: row(found.record) } : found
      }
      store.inject({ do: 'answer', as }, { operation: 'sessions.read' })
    }
    const stage = hostStageOf({ store, policy: all(plan), credentials: [credential(hostSession())] })
    const companions = new Companions()
    await playHost(stage, { do: 'log in', subject: 'alice', ahead: 0, under: undefined })
    for (const step of steps) await played(stage, companions, step)
  })

async function played(stage: HostStage, companions: Companions, step: HostStep): Promise<void> {
  const told = await playHost(stage, step)
  const { shown, raised } = told
  const now = stage.clock.now()
  if (shown !== undefined && raised !== undefined && 'acr' in step)
    companions.raised(shown, raised, { acr: step.acr, at: now, object: step.object })
  expectOwn(companions, told)
  for (const client of stage.clients) expectOwn(companions, await askAs(stage, client, 0, '/x', 2))
}

/** A credential that presents something else than it should. */
const presenting =
  (claimsOf: (claims: PresentedClaims, now: number) => PresentedClaims) =>
  (option: CredentialOption): CredentialOption => ({
    ...option,
    build(settings) {
      const honest = option.build(settings)
      const spoilt = (verified: Verified): Verified =>
        verified.kind === 'presented'
          ? {
              ...verified,
              presented: verified.presented.map((one) =>
                one.kind === 'claims' ? claimsOf(one, settings.clock.now()) : one,
              ),
            }
          : verified
      return { ...honest, verify: (...given) => whenReady(honest.verify(...given), spoilt) }
    },
  })

/** Whoever shows a login has the companion that was shown with it last. */
function sharing(): (claims: PresentedClaims) => PresentedClaims {
  const shown = new Map<string, string>()
  return ({ host, lineage: [handle, ...forms], ...claims }) => {
    const companion = host?.companion ?? shown.get(handle)
    if (companion !== undefined) shown.set(handle, companion)
    return { ...claims, lineage: [handle, ...forms], host: host && { ...host, companion } }
  }
}

const asLogin = (record: SessionRecord): SessionRecord => ({
  ...record,
  standing: {
    ...record.standing,
    authentications: record.standing.authentications.map((one) => ({ ...one, by: 'begin' })),
  },
})

describe("a login of a host's shows what it proved itself", () => {
  it('for as long as it may live, whatever is raised, copied and written back', () => holds(law(), RUNS))

  it('a companion that is not checked is caught', () => isCaught(law({ credential: presenting(sharing()) }), RUNS))

  it('a store that takes what was raised for the login is caught', () => isCaught(law({ row: asLogin }), RUNS))

  it('a store that does not keep what stood before a raise is caught', () =>
    isCaught(law({ row: (record) => ({ ...record, before: record.standing }) }), RUNS))

  it('a login that counts from when it was seen is caught', () =>
    isCaught(law({ credential: presenting((claims, now) => ({ ...claims, authTime: now })) }), RUNS))

  it('a login that lives longer than is said is caught', () =>
    isCaught(law({ credential: () => hostSession('60m') }), RUNS))
})
