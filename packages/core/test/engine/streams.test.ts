import { TrustRefusal, type TrustRequest } from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { describe, expect, it } from 'vitest'
import { faultyStore } from './faulty-store.ts'
import { type Asking, type Client, HOUR, MINUTE, settled, worldOf } from './world.ts'

const pages = { login: '/login', logout: '/logout', stepUp: '/confirm' }
const alice = { subject: { id: 'alice' } }

/** An answer that is still going out, and what its signal said. */
async function stream(client: Client, asking: Asking = { demand: {} }) {
  const { request, view, answer } = await client.visit('GET', '/feed', { ...asking, open: true })
  if (answer !== 'continue') throw new Error(answer)
  const reasons: unknown[] = []
  let ended = 0
  view.abortSignal.addEventListener('abort', () => void reasons.push(view.abortSignal.reason))
  request.listen({
    refuse: () => undefined,
    abort: () => {
      ended += 1
    },
  })
  return {
    request,
    view,
    reasons,
    get ended() {
      return ended
    },
    get codes() {
      return reasons.map((one) => (one instanceof TrustRefusal ? one.refusal.code : one))
    },
  }
}

describe('an open stream ends once', () => {
  it('on a revocation, at once, with a TrustRefusal, and its signal stays aborted', async () => {
    const { login, trust } = worldOf()
    const feed = await stream(await login())
    await trust.revoke(alice)
    await settled()
    await trust.revoke(alice)
    await settled()
    expect(feed.codes).toEqual(['session.ended'])
    expect(feed.ended).toBe(1)
    expect(feed.view.abortSignal.aborted).toBe(true)
    expect(feed.view.abortSignal).toBe(feed.view.abortSignal)
  })

  it('on a log-out in another tab', async () => {
    const { login } = worldOf({ pages })
    const client = await login()
    const feed = await stream(client)
    await client.end()
    await settled()
    expect(feed.codes).toEqual(['session.ended'])
  })

  it('on a terminate', async () => {
    const { login, trust } = worldOf({ policy: [riskScore({ atLeast: 90, decide: 'terminate' })] })
    const client = await login()
    const feed = await stream(client)
    await trust.report(alice, { risk: 95 })
    await settled()
    expect(feed.codes).toEqual(['risk.high'])
    expect(await client.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
  })

  it("on a report that lowers the session below the route's level, and only then", async () => {
    const { login, trust } = worldOf({ pages, policy: [riskScore({ atLeast: 70 })] })
    const client = await login()
    const reading = await stream(client)
    const full = await stream(client, { demand: { level: 'full' } })
    await trust.report(alice, { risk: 80 })
    await settled()
    expect(reading.codes).toEqual([])
    expect(full.codes).toEqual(['level.insufficient'])
  })

  it('the level of a route is not forgotten over a milder demand of its controller', async () => {
    const { login, trust } = worldOf({ pages, policy: [riskScore({ atLeast: 70 })] })
    const feed = await stream(await login(), {
      demand: { level: 'full' },
      handler: (view) => view.demand({ acr: 'pwd' }),
    })
    await trust.report(alice, { risk: 80 })
    await settled()
    expect(feed.codes).toHaveLength(1)
  })

  it('on a refused demand of its own', async () => {
    const feed = await stream(await worldOf({ pages }).login())
    await expect(feed.view.demand({ acr: 'phr' })).rejects.toBeInstanceOf(TrustRefusal)
    expect(feed.codes).toEqual(['demand.acr'])
    expect(feed.ended).toBe(1)
  })

  it('when the change came before anybody listened', async () => {
    const { login, trust } = worldOf()
    const client = await login()
    const { request, view } = await client.visit('GET', '/feed', { demand: {}, open: true })
    await trust.revoke(alice)
    const fired: unknown[] = []
    view.abortSignal.addEventListener('abort', () => void fired.push(1))
    await settled()
    expect(fired).toEqual([1])
    request.closed()
  })

  it('when its session is over by its age, within checkEvery', async () => {
    const { login, clock } = worldOf()
    const feed = await stream(await login())
    for (let i = 0; i < 62; i++) {
      clock.advance(MINUTE / 2)
      await settled()
    }
    expect(feed.codes).toEqual(['session.idle'])
  })

  it('when nobody can judge it any more', async () => {
    const store = faultyStore()
    const { login, clock } = worldOf({ store })
    const feed = await stream(await login())
    store.fails = () => 'rejects'
    clock.advance(30_000)
    await settled()
    expect(feed.codes).toEqual(['fault.store'])
  })
})

describe('an open stream goes on', () => {
  it('when a maxAge runs out', async () => {
    const { login, clock } = worldOf({ pages })
    const client = await login()
    const feed = await stream(client, { demand: { maxAge: '5m' } })
    for (let i = 0; i < 20; i++) {
      clock.advance(MINUTE / 2)
      await settled()
    }
    expect(feed.codes).toEqual([])
  })

  it('when another tab raises the session, and is then judged by what it showed itself', async () => {
    const { login, trust, clock } = worldOf({ pages, policy: [riskScore({ atLeast: 70 })] })
    const client = await login()
    const low = await stream(client)
    const full = await stream(client, { demand: { level: 'full' } })
    await client.raise()
    await client.answer('GET', '/')
    clock.advance(MINUTE)
    await client.raise()
    clock.advance(MINUTE)
    await settled()
    expect([low.codes, full.codes]).toEqual([[], []])
    await trust.report(alice, { risk: 80 })
    await client.raise({ acr: 'pwd' })
    await settled()
    expect(await client.level()).toBe('full')
    expect([low.codes, full.codes]).toEqual([[], ['level.insufficient']])
  })

  it('when a change is about somebody else', async () => {
    const { login, trust } = worldOf()
    const feed = await stream(await login())
    await login({ id: 'bob' })
    await trust.revoke({ subject: { id: 'bob' } })
    await settled()
    expect(feed.codes).toEqual([])
  })

  it('at read-only for lastKnown while the store is away, unless the log held here ends it', async () => {
    const store = faultyStore()
    const { login, clock, trust } = worldOf({ store, outage: { lastKnown: '1m' }, checkEvery: '10s' })
    const [one, two] = [await stream(await login()), await stream(await login({ id: 'bob' }))]
    clock.advance(10_000)
    await settled()
    store.fails = (_, name) => (name.startsWith('sessions.') ? 'rejects' : undefined)
    for (let i = 0; i < 5; i++) {
      clock.advance(10_000)
      await settled()
    }
    expect([one.codes, two.codes]).toEqual([[], []])
    await trust.revoke(alice)
    await settled()
    expect([one.codes, two.codes]).toEqual([['session.ended'], []])
    clock.advance(20_000)
    await settled()
    expect(two.codes).toEqual(['fault.store'])
  })

  it('is no activity', async () => {
    const { login, clock, trust } = worldOf()
    await stream(await login())
    const seen = (await trust.sessions()).sessions[0]?.lastSeenAt
    for (let i = 0; i < 20; i++) {
      clock.advance(MINUTE / 2)
      await settled()
    }
    expect((await trust.sessions()).sessions[0]?.lastSeenAt).toBe(seen)
  })
})

describe('a stream that is over', () => {
  it('is looked at no more, and asking for its signal later opens none', async () => {
    const store = faultyStore()
    const { login, clock, trust } = worldOf({ store })
    const feed = await stream(await login())
    feed.request.closed()
    const unopened = await (await login()).visit('GET', '/', { demand: {} })
    expect(unopened.view.abortSignal.aborted).toBe(false)
    store.calls.length = 0
    clock.advance(HOUR)
    await trust.revoke(alice)
    await settled()
    expect(store.calls).toEqual(['changes.append'])
    expect(feed.codes).toEqual([])
    expect(feed.view.abortSignal.aborted).toBe(false)
  })

  it('a thousand on one session all end', async () => {
    const { login, trust } = worldOf()
    const client = await login()
    const requests: TrustRequest[] = []
    for (let i = 0; i < 1_000; i++) requests.push((await stream(client)).request)
    await trust.revoke(alice)
    await settled()
    expect(requests.filter((one) => one.view.abortSignal.aborted)).toHaveLength(1_000)
  })
})
