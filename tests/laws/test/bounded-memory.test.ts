import { faultyStore } from '@retrust/conformance'
import { memoryStore, type SessionPage, type SessionRecord, type Store } from '@retrust/core'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { type Client, worldOf } from '../../../packages/core/test/engine/world.ts'
import { holds, isCaught, must } from './law.ts'
import { plans, policyOf } from './policies.ts'
import { play, policy, type Step, stageOf, step } from './story.ts'

/*
 * Law 8. Every map, log and list has a documented bound, and reaching it never lets anything pass: the log of changes folds
 * ends, sessions are refused over the bound, lists in a record stay as long as is written beside them.
 */

const RUNS = { changes: 40, sessions: 30, lists: 30 }
const MAX = { changes: 3, sessions: 4 }

const people = Array.from({ length: 8 }, (_, i) => `person-${i}`)
const person = fc.nat(people.length - 1)

const changesLaw = (open: () => Store) =>
  fc.asyncProperty(
    fc.array(fc.record({ do: fc.constantFrom('revoke', 'report', 'log in'), who: person }), {
      minLength: 5,
      maxLength: 40,
    }),
    async (acts) => {
      const store = open()
      const { login, trust, clock } = worldOf({ store })
      const clients = new Map<string, Client>()
      const out = new Set<Client>()
      for (const { do: what, who } of acts) {
        clock.advance(1_000)
        const id = people[who] as string
        const client = clients.get(id)
        if (what === 'log in') clients.set(id, await login({ id }))
        else if (what === 'report') await trust.report({ subject: { id } }, { risk: 50 }).catch(() => undefined)
        else {
          await trust.revoke({ subject: { id } })
          if (client !== undefined) out.add(client)
        }
        for (const one of out) {
          const answer = await one.answer('GET', '/', { demand: {} })
          must(/^401 session\.ended/.test(answer), () => `who was revoked is answered "${answer}"`)
        }
        // Also a process that starts now, and has it all from the log.
        for (const one of out) {
          const elsewhere = worldOf({ store, clock }).client()
          const answer = await elsewhere.answer('GET', '/', { demand: {}, cookies: one.cookies })
          must(/^401 /.test(answer), () => `who was revoked is answered "${answer}" by a new process`)
        }
        const { changes } = await store.changes.since(0)
        // Two entries of the tenant hold what was folded.
        must(changes.length <= MAX.changes + 2, () => `the log has ${changes.length} entries`)
      }
    },
  )

const sessionsLaw = (open: () => Store) =>
  fc.asyncProperty(
    fc.array(fc.record({ do: fc.constantFrom('log in', 'log in', 'log out'), who: person }), {
      minLength: 8,
      maxLength: 30,
    }),
    async (acts) => {
      const { login, trust } = worldOf({ store: open() })
      const clients: Client[] = []
      const ended: Client[] = []
      for (const { do: what, who } of acts) {
        if (what === 'log in') {
          const client = await login({ id: people[who] as string }).catch((error: Error) => error)
          if (!(client instanceof Error)) clients.push(client)
          else must(/503 fault\.store/.test(client.message), () => `a login over the bound was "${client.message}"`)
        } else {
          const client = clients.shift()
          const copy = client?.copy()
          await client?.end()
          if (copy !== undefined) ended.push(copy)
        }
        const { length } = (await trust.sessions()).sessions
        must(length <= MAX.sessions, () => `there are ${length} sessions`)
        for (const one of clients) {
          const answer = await one.answer('GET', '/', { demand: {} })
          must(answer === 'continue', () => `a live session was answered "${answer}"`)
        }
        for (const one of ended) {
          const answer = await one.answer('GET', '/', { demand: {} })
          must(/^401 /.test(answer), () => `an ended session was answered "${answer}"`)
        }
      }
    },
  )

/** What is written beside each list of a record. */
function lengthsOf({
  standing,
  before,
  secrets,
  narrowings,
  baseline,
  lineage,
}: SessionRecord): [string, number, number][] {
  const standings = [standing, before ?? standing].flatMap((one): [string, number, number][] => [
    ['authentications', one.authentications.length, 8],
    ['answered causes', one.answered.length, 32],
    ['presenters', one.presenters.length, 8],
  ])
  return [
    ...standings,
    ['spent secrets', secrets?.spent.length ?? 0, 4],
    ['narrowings', narrowings.length, 32],
    ['networks', baseline.networks.length, 8],
    ['kinds', baseline.kinds.length, 16],
    ['forms of lineage', lineage.length, 32],
  ]
}

const busy: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: step },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('raise' as const),
      who: fc.constant(0),
      acr: fc.constantFrom('pwd' as const, 'mfa' as const),
      object: fc.constantFrom('1', '2'),
      on: fc.constantFrom(0 as const, 1 as const),
    }),
  },
)

const listsLaw = (open: () => Store) =>
  fc.asyncProperty(
    plans({ terminate: false }),
    fc.array(busy, { minLength: 20, maxLength: 60 }),
    async (plan, steps) => {
      const stage = stageOf({ store: open(), policy: [...policy(), ...policyOf(plan)] })
      await play(stage, { do: 'log in', subject: 'alice', acr: 'pwd', home: 0, on: 0 })
      for (const one of steps) await play(stage, one)
      const { sessions } = await stage.processes[0].trust.sessions()
      for (const [list, length, most] of sessions.flatMap(lengthsOf)) {
        must(length <= most, () => `there are ${length} ${list}, at most ${most}`)
      }
    },
  )

/** At its bound it drops ends instead of folding them. */
function dropsEnds(): Store {
  const store = faultyStore(memoryStore)
  let ends = 0
  store.inject(
    { do: 'lose' },
    { operation: 'changes.append', when: ({ given }) => (given[0] as { kind: string }).kind === 'end' && ++ends > 1 },
  )
  return store
}

/** It keeps every answered cause there ever was. */
function growing(): Store {
  const store = faultyStore(memoryStore)
  const as = (honest: unknown): SessionPage => {
    const { sessions, next } = honest as SessionPage
    const grown = sessions.map((one) => ({ ...one, lineage: Array.from({ length: 33 }, (_, i) => `form ${i}`) }))
    return { sessions: grown, next }
  }
  store.inject({ do: 'answer', as }, { operation: 'sessions.page' })
  return store
}

describe('bounded memory: reaching a bound never lets anything pass', () => {
  it('of changes: whoever was revoked stays out, whatever is folded and refused', () =>
    holds(
      changesLaw(() => memoryStore({ maxChanges: MAX.changes })),
      RUNS.changes,
    ))

  it('of sessions: nobody is begun over the bound, and a tombstone does not make room', () =>
    holds(
      sessionsLaw(() => memoryStore({ maxSessions: MAX.sessions })),
      RUNS.sessions,
    ))

  it('of a session: no list in its record grows past its bound', () => holds(listsLaw(memoryStore), RUNS.lists))

  it('a log that drops ends at its bound is caught', () => isCaught(changesLaw(dropsEnds), RUNS.changes))

  it('a log that forgets its bound is caught', () => isCaught(changesLaw(memoryStore), RUNS.changes))

  it('sessions without a bound are caught', () => isCaught(sessionsLaw(memoryStore), RUNS.sessions))

  it('a list that grows is caught', () => isCaught(listsLaw(growing), RUNS.lists))
})
