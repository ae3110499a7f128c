import { type ChangeNews, cookieSession, createTrust, memoryStore, StoreUnavailableError } from '@retrust/core'
import { manualClock } from '@retrust/core/testing'
import { describe, expect, test } from 'vitest'
import { type FaultyStore, faultyStore, nonsense, storeSuite } from '../src/index.ts'
import { sampleChange, sampleNarrowing, sampleRecord, sampleSession } from '../src/store-suite/samples.ts'

function opened() {
  const clock = manualClock()
  const store = faultyStore(() => memoryStore())
  store.start(clock)
  const alice = sampleSession(clock.now())
  const heard: ChangeNews[] = []
  store.changes.subscribe((news) => heard.push(news))
  const read = async (store: FaultyStore) => {
    const answer = await store.sessions.read({ key: alice.key })
    return answer.kind === 'found' ? answer.record : undefined
  }
  return { clock, store, alice, heard, read: () => read(store) }
}

/** What a promise has come to by now, without any time going by. */
async function soFar(promise: unknown): Promise<unknown> {
  await new Promise((resolve) => setImmediate(resolve))
  return Promise.race([promise, Promise.resolve('nothing yet')])
}

for (const restarts of [false, true]) {
  storeSuite(
    { describe, test },
    {
      name: `a faulty store that nobody told to fail${restarts ? ', after a restart' : ''}`,
      async open(bounds) {
        const clock = manualClock()
        const store = faultyStore(() => memoryStore(bounds))
        store.start(clock)
        if (restarts) await store.restart()
        return { store, moveTime: (ms) => clock.set(clock.now() + ms) }
      },
    },
  )
}

describe('a call fails', () => {
  test('at once, or by its promise, with any error there is', async () => {
    const { store } = opened()
    const key = { key: 'x' }
    const stop = store.inject({ do: 'throw' })
    expect(() => store.sessions.read(key)).toThrow(StoreUnavailableError)
    stop()
    store.inject({ do: 'throw', error: new Error('ECONNRESET') })
    expect(() => store.sessions.read(key)).toThrow('ECONNRESET')
    store.inject({ do: 'reject' })
    await expect(store.sessions.read(key)).rejects.toThrow(StoreUnavailableError)
    store.inject({ do: 'reject', error: undefined })
    await expect(store.sessions.read(key)).rejects.toBe(undefined)
    store.inject({ do: 'hang' })
    expect(await soFar(store.sessions.read(key))).toBe('nothing yet')
    store.heal()
    expect(await store.sessions.read(key)).toMatchObject({ kind: 'absent' })
  })

  test('and is done all the same, where only its answer is lost', async () => {
    for (const how of ['throw', 'reject', 'hang'] as const) {
      const { store, alice, read } = opened()
      store.inject({ do: how, applied: true }, { operation: 'sessions.create' })
      const asked = (async () => store.sessions.create(alice))().catch(() => 'failed')
      expect(await soFar(asked)).toBe(how === 'hang' ? 'nothing yet' : 'failed')
      expect(await read()).toEqual(alice)
    }
  })

  test('or not at all, where it is another call', async () => {
    const { store } = opened()
    store.inject({ do: 'throw' }, { operation: ['sessions.read', 'records.read'], nth: 2 })
    store.inject({ do: 'throw' }, { when: (call) => call.key === 'bad' })
    await store.sessions.read({ key: 'a' })
    expect(() => store.sessions.read({ key: 'a' })).toThrow()
    await store.sessions.read({ key: 'a' })
    await store.sessions.touch('a', { at: 0 })
    expect(() => store.sessions.touch('bad', { at: 0 })).toThrow()
    expect(() => store.records.remove('space', 'bad', 1)).toThrow()
    expect(() => store.changes.append(sampleChange(0, { target: 'bad' }))).toThrow()
    expect(() => store.records.write('space', sampleRecord(0, { key: 'bad' }), 0)).toThrow()
    expect(store.calls.map((call) => call.operation).slice(0, 3)).toEqual([
      'sessions.read',
      'sessions.read',
      'sessions.read',
    ])
  })
})

describe('a call is late', () => {
  test('delay: it is done at once and answered by the clock', async () => {
    const { store, clock, alice, read } = opened()
    store.inject({ do: 'delay', ms: 3_000 }, { operation: 'sessions.create' })
    const asked = store.sessions.create(alice)
    expect(await read()).toEqual(alice)
    expect(await soFar(asked)).toBe('nothing yet')
    clock.advance(3_000)
    expect(await soFar(asked)).toMatchObject({ created: true })
  })

  test('reorder: what was asked for later is done before it', async () => {
    const { store, clock, alice, read } = opened()
    await store.sessions.create(alice)
    store.inject({ do: 'reorder', behind: 1 }, { operation: 'sessions.narrow', nth: 1 })
    const early = store.sessions.narrow(alice.key, sampleNarrowing(clock.now(), { about: 'early' }))
    expect((await read())?.narrowings).toEqual([])
    await store.sessions.narrow(alice.key, sampleNarrowing(clock.now(), { about: 'late' }))
    await early
    expect((await read())?.narrowings.map((one) => one.about)).toEqual(['late', 'early'])
  })

  test('heal lets go of what was held back', async () => {
    const { store, alice, read } = opened()
    store.inject({ do: 'reorder', behind: 5 })
    const asked = store.sessions.create(alice)
    expect(await soFar(asked)).toBe('nothing yet')
    store.heal()
    await asked
    expect(await read()).toEqual(alice)
  })
})

describe('a call is forgotten', () => {
  test('lose: it is acknowledged as it would have been, and never done', async () => {
    const { store, clock, alice, read } = opened()
    store.inject({ do: 'lose' }, { operation: ['sessions.create', 'changes.append', 'sessions.end'] })
    expect(await store.sessions.create(alice)).toEqual({ created: true, now: clock.now() })
    expect(await read()).toBeUndefined()
    expect(await store.changes.append(sampleChange(clock.now()))).toMatchObject({ status: 'accepted' })
    expect((await store.changes.since(0)).changes).toEqual([])
    store.heal()
    await store.sessions.create(alice)
    store.inject({ do: 'lose' })
    expect(await store.sessions.end(alice.key, { at: 0, reason: 'over', by: 'policy' })).toBe(true)
    expect((await read())?.ended).toBeUndefined()
  })

  test('repeat: it is done twice', async () => {
    const { store, alice } = opened()
    store.inject({ do: 'repeat' }, { operation: 'sessions.create' })
    expect(await store.sessions.create(alice)).toMatchObject({ created: false })
  })

  test('forget: a row and a change are gone, all else stays with its positions and instants', async () => {
    const { store, clock, alice, read } = opened()
    await store.sessions.create(alice)
    await store.sessions.create(sampleSession(clock.now(), { handle: 'bob' }))
    await store.changes.append(sampleChange(clock.now(), { target: 'one' }))
    clock.advance(5_000)
    await store.changes.append(sampleChange(clock.now(), { target: 'two' }))
    const before = await store.changes.since(0)
    await store.forget((call) => call.key === alice.key || call.key === 'one')
    expect(await read()).toBeUndefined()
    expect((await store.sessions.page({ tenant: '' })).sessions).toHaveLength(1)
    const after = await store.changes.since(0)
    expect(after.changes).toEqual(before.changes.filter((one) => one.target === 'two'))
    expect(after.identity).toBe(before.identity)
    expect(await store.sessions.create(alice)).toMatchObject({ created: true })
  })

  test('restart: everything since a point is lost, and the log is another', async () => {
    const { store, clock, alice, heard, read } = opened()
    await store.sessions.create(alice)
    const { identity } = await store.changes.since(0)
    const point = store.calls.length
    await store.sessions.end(alice.key, { at: clock.now(), reason: 'over', by: 'policy' })
    await store.changes.append(sampleChange(clock.now()))
    await store.restart((call) => call.number > point)
    expect(await read()).toEqual(alice)
    const after = await store.changes.since(0)
    expect(after).toMatchObject({ changes: [], arrival: 0 })
    expect(after.identity).not.toBe(identity)
    await store.heartbeat()
    expect(heard.at(-1)).toEqual({ kind: 'heartbeat', arrival: 0, identity: after.identity })
    await store.changes.append(sampleChange(clock.now()))
    expect(heard.filter((one) => one.kind === 'change')).toHaveLength(2)
  })
})

describe('news', () => {
  const targets = (heard: readonly ChangeNews[]) => heard.map((one) => one.kind === 'change' && one.change.target)

  test('is lost, late, twice, out of order, or something else, to one subscriber or to all', async () => {
    const { store, clock, heard } = opened()
    const others: ChangeNews[] = []
    store.changes.subscribe((news) => others.push(news))
    const append = async (target: string) => store.changes.append(sampleChange(clock.now(), { target }))
    store.inject({ do: 'lose' }, { operation: 'changes.news', when: ({ given }) => given[1] === 0, nth: 1 })
    await append('lost')
    expect([targets(heard), targets(others)]).toEqual([[], ['lost']])
    store.heal()
    store.inject({ do: 'delay', ms: 1_000 }, { operation: 'changes.news', nth: [1, 2] })
    await append('late')
    expect(heard).toHaveLength(0)
    clock.advance(1_000)
    expect(targets(heard)).toEqual(['late'])
    store.heal()
    store.inject({ do: 'repeat' }, { operation: 'changes.news' })
    await append('twice')
    expect(targets(heard)).toEqual(['late', 'twice', 'twice'])
    store.heal()
    store.inject({ do: 'reorder', behind: 1 }, { operation: 'changes.news', when: ({ key }) => key === 'first' })
    await append('first')
    await append('second')
    expect(targets(heard).slice(3)).toEqual(['second', 'first'])
    store.inject({ do: 'answer', as: () => undefined }, { operation: 'changes.news' })
    await append('nonsense')
    expect(heard.at(-1)).toBeUndefined()
  })
})

test('an engine runs over it, and over an outsider’s store that answers by promises', async () => {
  const clock = manualClock()
  const inner = memoryStore()
  const later = async (run: () => unknown) => run()
  const outsiders = {
    ...inner,
    sessions: new Proxy(inner.sessions, {
      get: (target, name: 'read') => (given: never) => later(() => target[name](given)),
    }),
  }
  const store = faultyStore(() => outsiders)
  const trust = createTrust({ store, clock, credentials: [cookieSession()], policy: [] })
  store.inject({ do: 'reject' }, { operation: 'sessions.page', nth: 1 })
  await expect(trust.sessions()).rejects.toThrow(StoreUnavailableError)
  expect((await trust.sessions()).sessions).toEqual([])
})

test('of every operation that answers there is nonsense', () => {
  expect(new Set(nonsense().map((one) => one.operation)).size).toBe(9)
  expect(nonsense().length).toBeGreaterThan(100)
})
