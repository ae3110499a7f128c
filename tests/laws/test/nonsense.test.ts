import { faultyStore, type Nonsense, nonsense } from '@retrust/conformance'
import { cookieSession, memoryStore, type Store } from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Client, type World, worldOf } from '../../../packages/core/test/engine/world.ts'
import { inTime } from './in-time.ts'
import { holds, must } from './law.ts'
import { spoilt } from './spoilt.ts'
import { tokens } from './story.ts'

/*
 * A store that an outsider wrote may answer anything. Whatever is not an answer means that the store could not be asked:
 * nobody gets what they would not have got, nothing is answered for ever, and the process lives on.
 */

const pages = { login: '/login', logout: '/logout', stepUp: '/confirm' }
const actions = { pay: { sensitive: true } }
const pay = { demand: { acr: 'mfa', action: 'pay', object: '1' } }

type Step = readonly [name: string, run: (world: World, alice: Client) => Promise<string>]

const done = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => `failed: ${String(error)}`,
  )

/** Whose sessions are shown to whoever asks for Alice's. */
const listed = (trust: World['trust']): Promise<string> =>
  trust.sessions({ subject: { id: 'alice' } }).then(
    ({ sessions }) => sessions.map(({ subject }) => `${subject.tenant}/${subject.id}`).join(', '),
    (error: unknown) => `failed: ${String(error)}`,
  )

async function asked(client: Client, method: string, asking: object): Promise<string> {
  const { answer, view } = await client.visit(method, '/', asking)
  return answer === 'continue' ? `as ${view.subject?.tenant}/${view.subject?.id} at ${view.level}` : answer
}

const bearer = (at: number) => ({ headers: { authorization: `Bearer carol ${at}` } })

const options = {
  pages,
  actions,
  policy: [riskScore({ atLeast: 70, holds: 'session' })],
  credentials: [cookieSession(), tokens],
} as const

/** A process that was not there before: it has to load the whole log first. */
async function readElsewhere(store: Store, clock: World['clock'], { cookies }: Client): Promise<string> {
  return asked(worldOf({ ...options, store, clock }).client(), 'GET', { demand: {}, cookies })
}

const STORY: readonly Step[] = [
  ['reads', (_, alice) => asked(alice, 'GET', { demand: {} })],
  ['writes', (_, alice) => asked(alice, 'POST', { demand: {} })],
  ['shows a token', ({ client, clock }) => asked(client(), 'GET', bearer(clock.now() - 60_000))],
  ['shows a newer token', ({ client, clock }) => asked(client(), 'GET', bearer(clock.now()))],
  ['proves', (_, alice) => done(alice.raise({ action: 'pay', object: '1' }))],
  ['pays', (_, alice) => asked(alice, 'POST', pay)],
  ['pays again', (_, alice) => asked(alice, 'POST', pay)],
  ['is reported', ({ trust }) => done(trust.report({ subject: { id: 'alice' } }, { risk: 90 }))],
  ['reads lowered', (_, alice) => asked(alice, 'GET', { demand: {} })],
  ['writes lowered', (_, alice) => asked(alice, 'POST', { demand: {} })],
  ['reads where a process starts', ({ store, clock }, alice) => readElsewhere(store, clock, alice)],
  ['is listed', ({ trust }) => listed(trust)],
  ['is lifted', ({ trust }) => done(trust.lift({ subject: { id: 'alice' } }, 'no.such.code'))],
  ['is offboarded', ({ trust }) => done(trust.revoke({ subject: { id: 'alice' } }))],
  ['reads after the end', (_, alice) => asked(alice, 'GET', { demand: {} })],
  ['reads there after the end', ({ store, clock }, alice) => readElsewhere(store, clock, alice)],
  ['logs in anew', (_, alice) => done(alice.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: [] }))],
]

const WHOLE = [
  'as /alice at full',
  'as /alice at full',
  'as /carol at full',
  'as /carol at full',
  'done',
  'as /alice at full',
  '401 demand.age',
  'done',
  'as /alice at read-only',
  '401 level.insufficient',
  'as /alice at read-only',
  '/alice',
  'done',
  'done',
  '401 session.ended',
  '401 session.ended',
  'done',
]

/** Plays the story; `break` happens between the login and the rest. */
async function told(open: () => Store, spoil: (store: ReturnType<typeof faultyStore>) => void): Promise<string[]> {
  const store = faultyStore(open)
  const world = worldOf({ ...options, store })
  await world.login({ id: 'somebody' })
  const alice = await world.login()
  spoil(store)
  const answers: string[] = []
  for (const [name, run] of STORY) answers.push(`${name}: ${await inTime(world.clock, run(world, alice))}`)
  store.heal()
  return answers
}

/** What was answered that nobody should have been. */
function wrongIn(answers: readonly string[]): readonly string[] {
  const was = (name: string): string => answers.find((one) => one.startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
  return answers.filter((line, i) => {
    const answer = line.slice((STORY[i] as Step)[0].length + 2)
    if (answer === WHOLE[i] || /^503 fault\.store|^failed: /.test(answer)) return false
    const name = (STORY[i] as Step)[0]
    // What was not done could not be felt, and whoever asked for it was told so.
    if (name.endsWith('after the end')) return was('is offboarded') === 'done'
    if (name.endsWith('lowered') || name === 'reads where a process starts') return was('is reported') === 'done'
    if (name.startsWith('pays')) return was('proves') === 'done' && was('pays').startsWith('as ')
    return true
  })
}

const unhandled: unknown[] = []
const note = (error: unknown): void => void unhandled.push(error)
beforeEach(() => void process.on('unhandledRejection', note))
afterEach(() => {
  process.off('unhandledRejection', note)
  expect(unhandled.splice(0)).toEqual([])
})

describe('a store that answers nonsense could not be asked', () => {
  it('in the story where nothing is wrong all is as written', async () => {
    const answers = await told(memoryStore, () => undefined)
    expect(answers.map((one) => one.replace(/^.*?: /, ''))).toEqual(WHOLE)
  })

  it.each(nonsense().map((one): [string, Nonsense] => [`${one.operation} answers ${one.what}`, one]))(
    '%s',
    async (_, { operation, as }) => {
      const answers = await told(memoryStore, (store) => store.inject({ do: 'answer', as }, { operation }))
      expect(wrongIn(answers)).toEqual([])
    },
  )

  it('at any place of any answer', async () => {
    const operation = fc.constantFrom(
      ...(['sessions.read', 'sessions.raise', 'sessions.rotate', 'sessions.create', 'sessions.end'] as const),
      ...(['sessions.page', 'changes.append', 'changes.since', 'changes.news'] as const),
    )
    await holds(
      fc.asyncProperty(operation, fc.nat(2), fc.nat(60), spoilt.value, async (operation, nth, place, value) => {
        const answers = await told(memoryStore, (store) =>
          store.inject(
            { do: 'answer', as: (honest) => spoilt.at(honest, place, value) },
            { operation, ...(nth === 0 ? {} : { nth }) },
          ),
        )
        must(wrongIn(answers).length === 0, () => wrongIn(answers).join('; '))
      }),
      120,
    )
  })

  it('a row that is older than one seen before was not looked up, unless the store was put back', async () => {
    const store = faultyStore(memoryStore)
    const { login, trust } = worldOf({ ...options, store })
    const alice = await login()
    let old: unknown
    const stop = store.inject({ do: 'answer', as: (honest) => (old = honest) }, { operation: 'sessions.read' })
    expect(await alice.level()).toBe('full')
    stop()
    await trust.report({ session: (await trust.sessions()).sessions[0]?.handle ?? '' }, { risk: 90 })
    expect(await alice.level()).toBe('read-only')
    await trust.report({ session: (await trust.sessions()).sessions[0]?.handle ?? '' }, { risk: 0 })
    expect(await alice.level()).toBe('read-only')
    const stale = store.inject({ do: 'answer', as: () => old }, { operation: 'sessions.read' })
    expect(await alice.level()).toBe('503 fault.store')
    stale()
    expect(await alice.level()).toBe('read-only')
    const narrowed = store.calls.find((call) => call.operation === 'sessions.narrow')
    await store.restart((call) => call === narrowed)
    expect(await alice.level()).toBe('503 fault.store')
    await store.heartbeat()
    expect(await alice.level()).toBe('full')
  })

  it('answers that overtake each other are in order', async () => {
    const store = faultyStore(memoryStore)
    const { login, clock } = worldOf({ ...options, store })
    const alice = await login()
    store.inject({ do: 'delay', ms: 1_000 }, { operation: 'sessions.read', nth: 1 })
    const asked = alice.copy().answer('GET', '/', { demand: {} })
    await alice.raise()
    clock.advance(1_000)
    expect(await asked).toBe('continue')
  })
})
