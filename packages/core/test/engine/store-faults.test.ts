import { rule, terminate } from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { describe, expect, it } from 'vitest'
import { FAILURES, type Failure, type FaultyStore, faultyStore } from './faulty-store.ts'
import { type Client, MINUTE, settled, type World, worldOf } from './world.ts'

const pages = { login: '/login', logout: '/logout', stepUp: '/confirm' }
const actions = { pay: { sensitive: true } }
const gone = [rule({}, ({ action }) => (action.name === 'pay' ? terminate('test.gone') : undefined))]

/** Waits for what may hang: the store's time runs out as often as it is asked. */
async function inTime<T>({ clock }: World, asked: Promise<T>): Promise<T> {
  let over = false
  const answer = asked.finally(() => {
    over = true
  })
  answer.catch(() => undefined)
  for (let i = 0; i < 20; i++) {
    await settled()
    if (over) break
    clock.advance(2_000)
  }
  return answer
}

type Step = readonly [name: string, run: (world: World, alice: Client) => Promise<string>]

const done = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => `failed: ${String(error)}`,
  )

const STORY: readonly Step[] = [
  ['reads', (_, alice) => alice.answer('GET', '/', { demand: {} })],
  ['writes', (_, alice) => alice.answer('POST', '/', { demand: {} })],
  ['pays too early', (_, alice) => alice.answer('POST', '/', { demand: { acr: 'mfa', action: 'pay', object: '1' } })],
  ['proves', (_, alice) => done(alice.raise({ action: 'pay', object: '1' }))],
  ['pays', (_, alice) => alice.answer('POST', '/', { demand: { acr: 'mfa', action: 'pay', object: '1' } })],
  ['pays again', (_, alice) => alice.answer('POST', '/', { demand: { acr: 'mfa', action: 'pay', object: '1' } })],
  ['is reported', ({ trust }) => done(trust.report({ subject: { id: 'alice' } }, { risk: 90 }))],
  ['writes lowered', (_, alice) => alice.answer('POST', '/', { demand: {} })],
  ['reads lowered', (_, alice) => alice.answer('GET', '/', { demand: {} })],
  ['logs in over it', (_, alice) => done(alice.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: [] }))],
  ['is offboarded', ({ trust }) => done(trust.revoke({ subject: { id: 'alice' } }))],
  ['reads after the end', (_, alice) => alice.answer('GET', '/', { demand: {} })],
]

async function play(
  store: FaultyStore,
  fails?: FaultyStore['fails'],
): Promise<{ readonly answers: Map<string, string>; readonly world: World }> {
  const world = worldOf({ store, pages, actions, policy: [riskScore({ atLeast: 70, holds: 'session' })] })
  const alice = await world.login()
  store.calls.length = 0
  if (fails !== undefined) store.fails = fails
  const answers = new Map<string, string>()
  for (const [name, run] of STORY) answers.set(name, await inTime(world, run(world, alice)))
  return { answers, world }
}

describe('the n-th call of the store fails', () => {
  it.each(FAILURES)('%s: nobody gets what they would not have got', async (failure) => {
    const whole = faultyStore()
    const { answers: expected } = await play(whole)
    expect([...expected.values()]).toEqual([
      'continue',
      'continue',
      '401 demand.acr',
      'done',
      'continue',
      '401 demand.age',
      'done',
      '401 level.insufficient',
      'continue',
      'done',
      'done',
      '401 session.ended',
    ])
    const calls = [...whole.calls]
    expect(calls.length).toBeGreaterThan(12)
    for (let n = 1; n <= calls.length; n++) {
      const { answers, world } = await play(faultyStore(), (call) => (call === n ? failure : undefined))
      const revoked = answers.get('is offboarded') === 'done'
      const reported = answers.get('is reported') === 'done'
      const proved = answers.get('proves') === 'done'
      for (const [name, answer] of answers) {
        const at = `call ${n} (${calls[n - 1]}) ${failure}: ${name} was answered "${answer}"`
        const would = expected.get(name) as string
        if (answer === would || /^503 |^failed/.test(answer)) continue
        // What was not done could not be felt, and whoever was told so tries again.
        const excused =
          (name === 'reads after the end' && !revoked) ||
          (name === 'writes lowered' && !reported) ||
          (name.startsWith('pays') && !proved && answer !== 'continue') ||
          (name === 'pays again' && answers.get('pays') !== 'continue')
        expect(excused, at).toBe(true)
      }
      world.clock.advance(2_000)
      await settled()
      const told = world.faults.length > 0 || [...answers.values()].some((answer) => answer.startsWith('failed'))
      expect(told, `call ${n} (${calls[n - 1]}) ${failure} was told to nobody`).toBe(true)
    }
  })
})

describe('while the store is away', () => {
  const away = (store: FaultyStore, failure: Failure | undefined): void => {
    store.fails = () => failure
  }

  it.each(FAILURES)('%s: everything with a credential is a 503, and nobody loses a cookie', async (failure) => {
    const store = faultyStore()
    const world = worldOf({ store, pages })
    const alice = await world.login()
    away(store, failure)
    for (const method of ['GET', 'POST']) {
      const visit = await inTime(world, alice.visit(method, '/'))
      expect(visit.answer).toBe('503 fault.store')
      expect(visit.setCookies).toEqual([])
    }
    expect(await world.client().answer('GET', '/')).toBe('continue')
    away(store, undefined)
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('continue')
  })

  it('outage.lastKnown: reads go on, at read-only; writes, demands and strangers get 503; then nobody goes on', async () => {
    const store = faultyStore()
    const world = worldOf({ store, pages, actions, outage: { lastKnown: '30s' } })
    const { login, clock, records } = world
    const alice = await login({ acr: 'mfa' })
    const bob = await login({ id: 'bob' })
    expect(await alice.answer('GET', '/')).toBe('continue')
    away(store, 'rejects')
    expect(await alice.level()).toBe('read-only')
    expect(records.at(-1)).toMatchObject({ outcome: 'downgrade', reasons: [{ code: 'fault.store' }] })
    expect(await alice.answer('POST', '/')).toBe('503 fault.store')
    expect(await alice.answer('GET', '/', { demand: { acr: 'pwd' } })).toBe('503 fault.store')
    expect(await alice.answer('GET', '/', { demand: { action: 'pay' } })).toBe('503 fault.store')
    expect(await bob.answer('GET', '/')).toBe('503 fault.store')
    clock.advance(30_000)
    expect(await alice.answer('GET', '/')).toBe('continue')
    clock.advance(1)
    expect(await alice.answer('GET', '/')).toBe('503 fault.store')
    away(store, undefined)
    expect(await alice.level()).toBe('full')
  })

  it('outage.lastKnown: what the log held here says still ends', async () => {
    const store = faultyStore()
    const { login, trust } = worldOf({ store, outage: { lastKnown: '30s' } })
    const alice = await login()
    await alice.answer('GET', '/')
    store.fails = (_, name) => (name.startsWith('sessions.') ? 'rejects' : undefined)
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('continue')
    await trust.revoke({ subject: { id: 'alice' } })
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
  })

  it('a terminate holds here at once, and is written when the store is back', async () => {
    const store = faultyStore()
    const { login, clock, trust } = worldOf({ store, actions, policy: gone })
    const alice = await login()
    const { request } = await alice.visit('POST', '/', { open: true })
    away(store, 'rejects')
    expect(await request.judge({ action: 'pay' }, 'POST')).toMatchObject({ refusal: { status: 503 } })
    away(store, undefined)
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
    const stored = async () => (await store.sessions.page({ tenant: '' })).sessions[0]?.ended
    expect(await stored()).toBeUndefined()
    expect((await trust.sessions()).sessions[0]?.ended).toMatchObject({ by: 'revocation' })
    clock.advance(1_000)
    await settled()
    expect(await stored()).toMatchObject({ reason: 'test.gone', by: 'policy' })
    const elsewhere = worldOf({ store, clock })
    expect(await elsewhere.client().answer('GET', '/', { cookies: alice.cookies, demand: {} })).toBe(
      '401 session.ended',
    )
  })

  it('a cause that could not be stored holds here at once, and is written when the store is back', async () => {
    const store = faultyStore()
    let risk = 90
    const { login, clock, trust } = worldOf({
      store,
      pages,
      policy: [riskScore({ atLeast: 70, holds: 'session' })],
      signals: { risk: { per: 'session', read: () => risk } },
    })
    const alice = await login()
    store.fails = (_, name) => (name === 'sessions.narrow' ? 'rejects' : undefined)
    expect(await alice.answer('GET', '/')).toBe('503 fault.store')
    risk = 0
    expect(await alice.level()).toBe('read-only')
    away(store, undefined)
    clock.advance(1_000)
    await settled()
    expect((await trust.sessions()).sessions[0]?.narrowings).toMatchObject([{ code: 'risk.high' }])
    await alice.raise({ acr: 'pwd' })
    expect(await alice.level()).toBe('full')
  })

  it('a log-out that could not be written is a 503, holds here, and clears the cookie', async () => {
    const store = faultyStore()
    const { login } = worldOf({ store, pages })
    const alice = await login()
    const copy = alice.copy()
    store.fails = (_, name) => (name === 'sessions.end' ? 'rejects' : undefined)
    await expect(alice.end()).rejects.toThrow('503 fault.store')
    away(store, undefined)
    expect(await copy.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
  })

  it('answers that are nonsense were not answers', async () => {
    const store = faultyStore()
    const { login } = worldOf({ store })
    const alice = await login()
    const read = store.sessions.read
    for (const nonsense of [undefined, null, {}, { kind: 'found', now: 0 }, { kind: 'absent' }, 'found']) {
      Object.assign(store, { sessions: { ...store.sessions, read: async () => nonsense } })
      expect(await alice.answer('GET', '/', { demand: {} })).toBe('503 fault.store')
    }
    expect(read).toBeTypeOf('function')
  })

  it('forgets no change: a session from before an unloaded log is not answered', async () => {
    const store = faultyStore()
    const before = worldOf({ store })
    const alice = await before.login()
    await before.trust.revoke({ subject: { id: 'alice' } })
    store.fails = (_, name) => (name === 'changes.since' ? 'rejects' : undefined)
    const after = worldOf({ store, clock: before.clock })
    const asked = { cookies: alice.cookies, demand: {} }
    expect(await after.client().answer('GET', '/', asked)).toBe('503 fault.store')
    await settled()
    store.fails = () => undefined
    before.clock.advance(MINUTE)
    await settled()
    expect(await after.client().answer('GET', '/', asked)).toBe('401 session.ended')
  })
})
