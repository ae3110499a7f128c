import { cookieSession, MisuseError, memoryStore, StoreUnavailableError, type Target } from '@retrust/core'
import { describe, expect, it } from 'vitest'
import { faultyStore } from '../engine/faulty-store.ts'
import { settled, worldOf } from '../engine/world.ts'

describe('a revocation', () => {
  it.each<[string, (handle: string) => Target, string[]]>([
    ['one session', (session) => ({ session }), ['bob']],
    ['one subject', () => ({ subject: { id: 'alice' } }), ['bob']],
    ['one subject at its issuer', () => ({ subject: { id: 'alice', issuer: '' } }), ['bob']],
    ['the subject of another issuer', () => ({ subject: { id: 'alice', issuer: 'https://op' } }), ['alice', 'bob']],
    ['everybody', () => ({ tenant: '' }), []],
    ['a session that is not there', () => ({ session: 'nobody' }), ['alice', 'bob']],
  ])('ends %s and nothing else, until the next login', async (_, target, left) => {
    const world = worldOf()
    const clients = { alice: await world.login(), bob: await world.login({ id: 'bob' }) }
    const handle = (await clients.alice.visit('GET', '/')).view.session?.handle as string
    const receipt = await world.trust.revoke(target(handle), { reason: 'offboarded' })
    expect(receipt).toMatchObject({ status: 'accepted', windowMs: 0 })
    const alive: string[] = []
    for (const [id, client] of Object.entries(clients))
      if ((await client.visit('GET', '/')).view.subject !== undefined) alive.push(id)
    expect(alive).toEqual(left)
    const again = await world.login()
    expect((await again.visit('GET', '/')).view.subject?.id).toBe('alice')
  })

  it('ends what began in the same millisecond, and after a clock that jumped back', async () => {
    const { trust, clock, login } = worldOf()
    for (const jump of [0, -3_600_000]) {
      const alice = await login()
      clock.set(clock.now() + jump)
      await trust.revoke({ subject: { id: 'alice' } })
      expect((await alice.visit('GET', '/')).view.subject).toBeUndefined()
      clock.set(clock.now() - jump)
    }
  })

  it('is kept as long as any session from before it may live', async () => {
    const world = worldOf({ credentials: [cookieSession({ absolute: '12h', idle: '12h' })] })
    const alice = await world.login()
    await world.trust.revoke({ subject: { id: 'alice' } })
    world.clock.advance(12 * 3_600_000 - 1)
    expect((await alice.visit('GET', '/')).view.anonymousBecause).toBe('session.ended')
    world.clock.advance(5_001)
    expect((await alice.visit('GET', '/')).view.anonymousBecause).toBe('session.unknown')
  })

  it('that folds at the bound still ends each session that it was about', async () => {
    const world = worldOf({ store: memoryStore({ maxChanges: 8 }) })
    const clients = []
    for (let i = 0; i < 30; i++) clients.push(await world.login({ id: `person-${i}` }))
    for (let i = 0; i < 30; i++) await world.trust.revoke({ subject: { id: `person-${i}` } })
    for (const client of clients) expect((await client.visit('GET', '/')).view.subject).toBeUndefined()
    // Also in a process that loads the log now.
    const later = worldOf({ store: world.store, clock: world.clock })
    for (const client of clients) {
      expect((await later.client().visit('GET', '/', { cookies: client.cookies })).view.subject).toBeUndefined()
    }
    expect((await (await world.login()).visit('GET', '/')).view.subject?.id).toBe('alice')
  })

  it('that could not be written says so', async () => {
    const store = faultyStore()
    const { trust, login } = worldOf({ store })
    const alice = await login()
    store.fails = (_, name) => (name === 'changes.append' ? 'rejects' : undefined)
    await expect(trust.revoke({ subject: { id: 'alice' } })).rejects.toThrow(StoreUnavailableError)
    store.fails = () => undefined
    expect((await alice.visit('GET', '/')).view.subject?.id).toBe('alice')
    await trust.revoke({ subject: { id: 'alice' } })
    expect((await alice.visit('GET', '/')).view.subject).toBeUndefined()
  })
})

describe('a target that names nothing', () => {
  it.each([
    null,
    undefined,
    {},
    [],
    'alice',
    { subject: {} },
    { subject: null },
    { subject: { id: '' } },
    { subject: { id: 5 } },
    { subject: { id: 'alice', tenant: 5 } },
    { session: '' },
    { session: 5 },
    { device: undefined },
    { credential: null },
    { tenant: 5 },
    { tenant: 'acme' },
    { subject: { id: 'alice', tenant: 'acme' } },
    { session: 'x', tenant: 'acme' },
  ])('%j is an error, in each of the three calls', async (target) => {
    const { trust } = worldOf()
    const named = target as unknown as Target
    await expect(trust.revoke(named)).rejects.toThrow(MisuseError)
    await expect(trust.report(named, { risk: 1 })).rejects.toThrow(MisuseError)
    await expect(trust.lift(named, 'x')).rejects.toThrow(MisuseError)
  })

  it('needs its tenant where the engine has tenants', async () => {
    const { trust } = worldOf({ tenant: () => 'acme' })
    for (const target of [{ subject: { id: 'alice' } }, { session: 'x' }, { device: 'x' }, { credential: 'x' }])
      await expect(trust.revoke(target)).rejects.toThrow(MisuseError)
    await trust.revoke({ subject: { id: 'alice', tenant: 'acme' } })
  })

  it('and an instant that is none', async () => {
    const { trust } = worldOf()
    await expect(trust.revoke({ tenant: '' }, { before: new Date(Number.NaN) })).rejects.toThrow(MisuseError)
  })
})

describe('a report', () => {
  const someone = { subject: { id: 'alice' } }

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['no object', null],
    ['an unknown name', { rsik: 1 }],
    ['a member of every object', { constructor: 1 }],
    ['__proto__', JSON.parse('{"__proto__": 1}')],
    ['no number', { risk: Number.NaN }],
    ['no end', { risk: Number.POSITIVE_INFINITY }],
    ['undefined', { risk: undefined }],
    ['a function', { risk: () => 1 }],
    ['a symbol', { risk: Symbol('x') }],
    ['a function deep within', { risk: { a: [() => 1] } }],
  ])('of %s is refused', async (_, signals) => {
    const { trust } = worldOf()
    await expect(trust.report(someone, signals as Record<string, unknown>)).rejects.toThrow(MisuseError)
  })

  it('is written wholly or not at all', async () => {
    const { trust, store } = worldOf()
    for (const bad of [() => 1, Number.NaN, undefined])
      await expect(trust.report(someone, { risk: 80, place: bad })).rejects.toThrow(MisuseError)
    expect((await store.changes.since(0)).changes).toEqual([])
  })

  it('shares nothing with who made it', async () => {
    const { trust, store } = worldOf()
    const place = { latitude: 1, longitude: 2 }
    await trust.report(someone, { place })
    place.latitude = 50
    expect((await store.changes.since(0)).changes[0]?.value).toEqual({ latitude: 1, longitude: 2 })
  })

  it.each(['0', 'x', '', null, 5])('for %j long is refused', async (maxAge) => {
    const { trust } = worldOf()
    await expect(trust.report(someone, { risk: 1 }, { maxAge: maxAge as never })).rejects.toThrow(MisuseError)
  })
})

describe('following the log', () => {
  it('a load that hangs is given up and tried again: until then who has a credential gets 503', async () => {
    const store = faultyStore()
    const world = worldOf({ store })
    const alice = await world.login()
    store.fails = (_, name) => (name === 'changes.since' ? 'hangs' : undefined)
    const second = worldOf({ store, clock: world.clock })
    const visit = () => second.client().visit('GET', '/', { cookies: alice.cookies })
    expect((await visit()).answer).toMatch(/^503/)
    store.fails = () => undefined
    world.clock.advance(2_000)
    await settled()
    world.clock.advance(1_000)
    expect((await visit()).answer).not.toMatch(/^503/)
    expect(second.faults.map((one) => one.source)).toContain('changes')
  })
})
