import { type Demand, type DemandHooks, memoryStore, problemRefusal } from '@retrust/core'
import { describe, expect, it } from 'vitest'
import { slowStore } from '../credentials/slow-store.ts'
import { MINUTE, settled, worldOf } from './world.ts'

const pages = { login: '/login', logout: '/logout', stepUp: '/confirm' }
const actions = { pay: { sensitive: true }, export: { sensitive: true, access: 'read' } } as const
const options = { pages, actions }

describe('a demand is met by one authentication', () => {
  it('that has both the strength and the age', async () => {
    const { login, clock } = worldOf(options)
    const alice = await login()
    await alice.raise({ acr: 'mfa' })
    clock.advance(6 * MINUTE)
    await alice.raise({ acr: 'pwd' })
    const answer = (demand: Demand) => alice.answer('GET', '/', { demand })
    expect(await answer({ acr: 'mfa' })).toBe('continue')
    expect(await answer({ maxAge: '5m' })).toBe('continue')
    expect(await answer({ acr: 'mfa', maxAge: '5m' })).toBe('401 demand.age')
    expect(await answer({ acr: 'phr', maxAge: '5m' })).toBe('401 demand.acr')
  })

  it('says what to bring, for programs as RFC 9470 and for a navigation as a redirect', async () => {
    const alice = await worldOf(options).login()
    const demand: Demand = { acr: 'mfa', maxAge: '5m' }
    const api = await alice.visit('GET', '/x', { demand })
    expect(api.verdict).toMatchObject({
      refusal: {
        status: 401,
        headers: {
          'cache-control': 'no-store',
          'www-authenticate': expect.stringMatching(
            /error="insufficient_user_authentication".*acr_values="mfa", max_age="300"/,
          ),
        },
      },
    })
    const page = await alice.visit('GET', '/x', { demand, headers: { 'sec-fetch-mode': 'navigate' } })
    expect(page.verdict).toMatchObject({
      refusal: { status: 303, headers: { location: expect.stringMatching(/^\/confirm\?.*returnTo=%2Fx/) } },
    })
  })

  it('is not met by a proof from the future, after the clock jumped back', async () => {
    const { login, clock } = worldOf(options)
    const alice = await login()
    clock.advance(20 * MINUTE)
    await alice.raise()
    clock.set(clock.now() - 15 * MINUTE)
    expect(await alice.answer('GET', '/', { demand: { acr: 'mfa', maxAge: '5m' } })).toBe('401 demand.age')
    expect(await alice.answer('GET', '/', { demand: { acr: 'mfa', maxAge: '15m' } })).toBe('continue')
  })

  it('maxAge 0 takes one proof of mid-session, once', async () => {
    const { login, clock } = worldOf(options)
    const alice = await login({ acr: 'mfa' })
    const demand: Demand = { acr: 'mfa', maxAge: '0' }
    expect(await alice.answer('GET', '/', { demand })).toBe('401 demand.age')
    await alice.raise()
    clock.advance(50)
    expect(await alice.answer('GET', '/', { demand })).toBe('continue')
    expect(await alice.answer('GET', '/', { demand })).toBe('401 demand.age')
    await alice.raise()
    clock.advance(11 * MINUTE)
    expect(await alice.answer('GET', '/', { demand })).toBe('401 demand.age')
  })
})

describe('a demand for an object', () => {
  const demand: Demand = { acr: 'mfa', action: 'pay', object: 'order-1' }
  const proof = { action: 'pay', object: 'order-1' }

  it('is met only by a proof for this action and object', async () => {
    const alice = await worldOf(options).login({ acr: 'mfa' })
    await alice.raise()
    await alice.raise({ action: 'pay', object: 'order-2' })
    await alice.raise({ action: 'export', object: 'order-1' })
    expect(await alice.answer('POST', '/', { demand })).toBe('401 demand.object')
    await alice.raise(proof)
    expect(await alice.answer('POST', '/', { demand })).toBe('continue')
    expect(await alice.answer('POST', '/', { demand })).toMatch(/^401 demand\./)
  })

  it('releases one of two requests at once', async () => {
    const alice = await worldOf(options).login()
    await alice.raise(proof)
    const answers = await Promise.all([1, 2, 3].map(() => alice.answer('POST', '/', { demand })))
    expect(answers.filter((one) => one === 'continue')).toHaveLength(1)
  })

  it('releases one of two requests that both looked before either acted', async () => {
    const alice = await worldOf(options).login()
    await alice.raise(proof)
    const first = await alice.visit('POST', '/', { open: true })
    const second = await alice.visit('POST', '/', { open: true })
    const verdicts = [await first.request.judge(demand, 'POST'), await second.request.judge(demand, 'POST')]
    expect(verdicts.map((one) => one.kind)).toEqual(['continue', 'refuse'])
  })

  it('spends once a request: a route and its controller may both ask', async () => {
    const alice = await worldOf(options).login()
    await alice.raise(proof)
    const twice = await alice.visit('POST', '/', {
      demand,
      handler: async (view) => {
        await view.demand(demand)
        await view.demand({ acr: 'mfa', action: 'pay', object: 'order-1' })
      },
    })
    expect(twice.answer).toBe('continue')
    expect(await alice.answer('POST', '/', { demand })).toMatch(/^401 demand\./)
  })

  it.each([
    ['at once', memoryStore],
    ['later', slowStore],
  ])(
    'spends once a request, though its controller asks twice at the same time (the store answers %s)',
    async (_when, store) => {
      const alice = await worldOf({ ...options, store: store() }).login()
      await alice.raise(proof)
      const twice = await alice.visit('POST', '/', {
        handler: (view) => Promise.all([view.demand(demand), view.demand({ maxAge: '5m' }), view.demand(demand)]),
      })
      expect(twice.answer).toBe('continue')
      expect(await alice.answer('POST', '/', { demand })).toMatch(/^401 demand\./)
    },
  )

  it('refuses one of two objects that are asked for at the same time, and waits for neither for ever', async () => {
    const alice = await worldOf({ ...options, store: slowStore() }).login()
    await alice.raise(proof)
    const other: Demand = { ...demand, object: 'order-2' }
    const both = await alice.visit('POST', '/', {
      handler: (view) => Promise.all([view.demand(demand), view.demand(other)]),
    })
    expect(both.answer).toBe('401 demand.object')
  })

  it('does not undo what the controller writes meanwhile', async () => {
    const world = worldOf({ ...options, store: slowStore() })
    const alice = await world.login()
    const ended = await alice.visit('POST', '/', {
      handler: (view) => Promise.all([view.demand({}), view.end(), view.demand({}).catch(() => undefined)]),
    })
    expect(ended.view.session).toBeUndefined()
    const bob = await world.login({ id: 'bob' })
    const raised = await bob.visit('POST', '/', {
      handler: (view) =>
        Promise.all([view.demand({}), view.raise({ acr: 'mfa', amr: [] }), view.demand({ acr: 'mfa' })]),
    })
    expect(raised.answer).toBe('continue')
    expect(raised.view.session?.authentications.map((one) => one.acr)).toEqual(['pwd', 'mfa'])
  })

  it('lets a hook ask for something else while it is asked itself', async () => {
    const alice = await worldOf({ ...options, store: slowStore() }).login()
    const heard: string[] = []
    const visit = await alice.visit('POST', '/', {
      handler: (view) =>
        view.demand(demand, {
          async onStepUp() {
            await view.demand({}).then(() => heard.push('a live session'))
            return undefined
          },
        }),
    })
    expect(heard).toEqual(['a live session'])
    expect(visit.answer).toMatch(/^401 demand\./)
  })

  it('does not lose its proof to a change about somebody else', async () => {
    const { login, trust } = worldOf(options)
    const alice = await login()
    await alice.raise(proof)
    const { request } = await alice.visit('POST', '/', { open: true })
    await trust.revoke({ subject: { id: 'bob' } })
    expect(await request.judge(demand, 'POST')).toEqual({ kind: 'continue' })
  })

  it('is not released to a revocation that came while it was judged', async () => {
    const { login, trust } = worldOf(options)
    const alice = await login()
    await alice.raise(proof)
    const { request } = await alice.visit('POST', '/', { open: true })
    await trust.revoke({ subject: { id: 'alice' } })
    expect(await request.judge(demand, 'POST')).toMatchObject({ kind: 'refuse', refusal: { code: 'session.ended' } })
  })

  it('is spent for the previous secret too, and once by it', async () => {
    const { login } = worldOf(options)
    const alice = await login()
    await alice.raise(proof)
    const copy = alice.copy()
    await alice.raise()
    expect(await alice.answer('POST', '/', { demand })).toBe('continue')
    expect(await copy.answer('POST', '/', { demand })).toMatch(/^401 demand\./)
    const again = await worldOf(options).login()
    await again.raise(proof)
    const other = again.copy()
    await again.raise()
    expect(await other.answer('POST', '/', { demand })).toBe('continue')
    expect(await again.answer('POST', '/', { demand })).toMatch(/^401 demand\./)
  })

  it('a copy that lost a race does not get what the owner proved in the meantime', async () => {
    const { login } = worldOf(options)
    const alice = await login()
    await alice.raise(proof)
    const thief = alice.copy()
    const { request } = await thief.visit('POST', '/', { open: true })
    await alice.answer('POST', '/', { demand })
    await alice.raise(proof)
    expect(await request.judge(demand, 'POST')).toMatchObject({ kind: 'refuse' })
    expect(await alice.answer('POST', '/', { demand })).toBe('continue')
  })
})

describe('in a controller', () => {
  it('check says whether, without refusing or spending, and takes no object', async () => {
    const { login } = worldOf(options)
    const alice = await login()
    await alice.raise({ action: 'pay', object: 'order-1' })
    const answers: unknown[] = []
    const { answer } = await alice.visit('POST', '/', {
      handler: async (view) => {
        answers.push(await view.check({ acr: 'mfa', maxAge: '0' }), await view.check({ acr: 'phr' }))
        await expect(view.check({ acr: 'mfa', action: 'pay', object: 'order-1' })).rejects.toThrow(/takes no `object`/)
        await view.demand({ acr: 'mfa', maxAge: '0' })
      },
    })
    expect(answers).toMatchObject([{ met: true }, { met: false, refusal: { status: 401, code: 'demand.acr' } }])
    expect(answer).toBe('continue')
  })

  it('check sees a revocation that came since', async () => {
    const { login, trust } = worldOf(options)
    const alice = await login()
    const { view } = await alice.visit('GET', '/', { open: true })
    expect(await view.check({ acr: 'pwd' })).toEqual({ met: true })
    await trust.revoke({ subject: { id: 'alice' } })
    expect(await view.check({ acr: 'pwd' })).toMatchObject({ met: false, refusal: { code: 'session.ended' } })
  })

  it('a refused demand is what the response sends, whatever comes after; the first one counts', async () => {
    const alice = await worldOf(options).login()
    const refusals: string[] = []
    const { answer, request } = await alice.visit('POST', '/', {
      handler: async (view, request) => {
        request.listen({ refuse: ({ code }) => void refusals.push(code), abort: () => undefined })
        await view.demand({ acr: 'phr' }).catch(() => undefined)
        await view.demand({ maxAge: '0' }).catch(() => undefined)
        await view.demand({ acr: 'pwd' })
      },
    })
    expect(answer).toBe('401 demand.acr')
    expect(refusals).toEqual(['demand.acr'])
    expect(request.pending()).toBeUndefined()
  })

  it('the answer waits for a demand under way', async () => {
    let release = (): void => undefined
    const risk = () => new Promise<number>((resolve) => (release = () => resolve(0)))
    const { client } = worldOf({ ...options, signals: { risk: { perAction: true, read: risk } } })
    const alice = client()
    await alice.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: [] })
    const { view, request } = await alice.visit('GET', '/', { open: true })
    const demand = view.demand({ action: 'export' })
    let done = false
    const pending = request.pending()?.then(() => (done = true))
    await settled()
    expect(done).toBe(false)
    release()
    await Promise.all([demand, pending])
    expect(done).toBe(true)
  })
})

describe('who cannot be prompted', () => {
  it.each(['workload', 'agent'] as const)('a %s shows what the demand says it shows instead', async (kind) => {
    const robot = await worldOf(options).login({ subject: { id: 'ci', kind }, acr: 'phr' })
    const answer = (demand: Demand) => robot.answer('POST', '/', { demand })
    expect(await answer({ acr: 'mfa' })).toBe('403 demand.human-only')
    expect(await answer({ acr: 'mfa', [kind]: { scopes: ['deploy'] } })).toBe('403 demand.scopes')
    expect(await answer({ scopes: ['read'] })).toBe('403 demand.scopes')
    expect(await answer({ maxAge: '0' })).toBe('403 demand.human-only')
  })
})

describe('what makes no sense names the nearest', () => {
  it.each<[string, unknown, RegExp]>([
    ['an action', { action: 'pya' }, /"pya".*Did you mean "pay"/],
    ['an acr', { acr: 'mfaa' }, /"mfaa".*Did you mean "mfa"/],
    ['a member', { acrs: 'mfa' }, /"acrs".*Did you mean "acr"/],
    ['an age', { maxAge: '5 minutes' }, /"5 minutes" is no length of time/],
    ['a level', { level: 'fulll' }, /"fulll" is no level/],
    ['a misspelt part of programs', { workload: { scope: ['pay'] } }, /workload part has no "scope".*"scopes"/],
    ['a part of agents that asks for nothing', { agent: {} }, /agent part asks for nothing/],
    ['scopes that are none', { scopes: [] }, /Scopes are a list of names/],
    ['an object without an action', { object: '7' }, /An object is a name, of an action/],
    ['an action named __proto__', { action: '__proto__' }, /"__proto__"/],
  ])('%s', async (_name, demand, message) => {
    const { login } = worldOf(options)
    const alice = await login()
    const { request, view } = await alice.visit('POST', '/', { open: true })
    expect(() => request.judge(demand as Demand, 'POST')).toThrow(message)
    await expect(view.demand(demand as Demand)).rejects.toThrow(message)
  })
})

describe('a demand that is computed', () => {
  it.each<[string, () => never]>([
    [
      'throws',
      () => {
        throw new Error('SECRET')
      },
    ],
    ['rejects with undefined', () => Promise.reject(undefined) as never],
    ['answers nothing', () => undefined as never],
    ['answers null', () => null as never],
  ])('and %s is a 503, recorded', async (_name, demand) => {
    const { login, records, faults } = worldOf(options)
    const alice = await login()
    records.length = 0
    expect(await alice.answer('GET', '/', { demand })).toBe('503 fault.policy')
    expect(faults.map((one) => one.source)).toEqual(['demand'])
    expect(records.at(-1)).toMatchObject({ judged: 'route', status: 503, reasons: [{ code: 'fault.policy' }] })
  })

  it('and never settles is a 503 in time', async () => {
    const { login, clock } = worldOf(options)
    const alice = await login()
    const answer = alice.answer('GET', '/', { demand: () => new Promise<undefined>(() => undefined) })
    await settled()
    clock.advance(5_000)
    expect(await answer).toBe('503 fault.policy')
  })

  it('is judged as what it answers', async () => {
    const alice = await worldOf(options).login()
    expect(await alice.answer('GET', '/', { demand: async () => ({ acr: 'phr' }) })).toBe('401 demand.acr')
    expect(await alice.answer('GET', '/', { demand: () => ({}) })).toBe('continue')
  })
})

describe('onStepUp', () => {
  const answered = async (onStepUp: unknown, demand: Demand = { acr: 'mfa' }) => {
    const { login, faults, clock } = worldOf(options)
    const alice = await login()
    const answer = alice.answer('GET', '/', { demand, hooks: { onStepUp } as DemandHooks })
    await settled()
    clock.advance(5_000)
    return { answer: await answer, faults: faults.map((one) => one.source) }
  }

  it('may replace the answer, or leave it', async () => {
    const other = problemRefusal(401, 'bank.confirm', 'Confirm in your app')
    expect(await answered(async () => other)).toEqual({ answer: '401 bank.confirm', faults: [] })
    expect(await answered(() => undefined)).toEqual({ answer: '401 demand.acr', faults: [] })
  })

  it('is asked about a step-up only', async () => {
    expect((await answered(() => problemRefusal(401, 'never', ''), { scopes: ['x'] })).answer).toBe('403 demand.scopes')
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
    ['rejects with undefined', () => Promise.reject(undefined)],
    ['never settles', () => new Promise(() => undefined)],
    ['answers something else', () => 'ok'],
  ])('that %s leaves the refusal, and is told', async (_name, hook) => {
    expect(await answered(hook)).toEqual({ answer: '401 demand.acr', faults: ['hook.onStepUp'] })
  })
})
