import { cookieSession } from '@retrust/core'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, worldOf } from './world.ts'

const pages = { login: '/login', logout: '/logout', stepUp: '/confirm' }

describe('a session begins and ends', () => {
  it('passes nobody as anonymous, and refuses where a session is asked for', async () => {
    const { client } = worldOf()
    const visit = await client().visit('GET', '/')
    expect(visit.answer).toBe('continue')
    expect(visit.view.subject).toBeUndefined()
    expect(visit.view.anonymousBecause).toBe('credential.absent')
    expect(await client().answer('GET', '/', { demand: {} })).toBe('401 credential.absent')
  })

  it('knows its subject after a login, and in the same request already', async () => {
    const { client } = worldOf()
    const alice = client()
    const { view } = await alice.visit('POST', '/login', {
      handler: async (view) => {
        await view.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
        await view.demand({ acr: 'pwd', maxAge: '1s' })
      },
    })
    expect(view.subject?.id).toBe('alice')
    expect((await alice.visit('GET', '/')).view.subject?.id).toBe('alice')
  })

  it('logs out everywhere else and goes on here, in one request: a new password', async () => {
    const { login, client } = worldOf({ pages })
    const [here, elsewhere] = [await login(), await login()]
    await here.visit('POST', '/password', {
      handler: async (view) => {
        await view.end({ everywhere: true })
        await view.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
      },
    })
    expect(await here.answer('GET', '/', { demand: {} })).toBe('continue')
    expect(await elsewhere.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
    expect(await client().answer('GET', '/', { demand: {} })).toBe('401 credential.absent')
  })

  it('ends the old session when another begins over it, once the new one stands', async () => {
    const { login } = worldOf({ pages })
    const alice = await login()
    const old = alice.copy()
    await alice.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('continue')
    expect(await old.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
  })

  it('ends this session alone, or everywhere', async () => {
    const { login } = worldOf({ pages })
    const [phone, laptop, desk] = [await login(), await login(), await login()]
    const copy = phone.copy()
    await phone.end()
    expect(phone.cookies).not.toContain('__Host-session=')
    expect(await copy.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
    expect(await laptop.answer('GET', '/', { demand: {} })).toBe('continue')
    await laptop.end({ everywhere: true })
    expect(await desk.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
    expect(await (await login()).answer('GET', '/', { demand: {} })).toBe('continue')
  })

  it('ends a session whose subject was revoked while the person logged in', async () => {
    const { client, trust } = worldOf()
    const alice = client()
    await alice.visit('POST', '/login', {
      handler: async (view) => {
        await trust.revoke({ subject: { id: 'alice' } })
        await view.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
      },
    })
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
  })

  it('takes no login that a provider saw before a revocation, and asks for a new one', async () => {
    const { client, clock, trust } = worldOf()
    const at = new Date(clock.now())
    clock.advance(MINUTE)
    await trust.revoke({ subject: { id: 'alice' } })
    clock.advance(MINUTE)
    const visit = await client().visit('GET', '/callback', {
      handler: (view) => view.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'], at }),
    })
    expect(visit.answer).toBe('401 session.ended')
    expect(visit.setCookies).toEqual([])
    expect(visit.request.refused?.headers['www-authenticate']).toContain('max_age="0"')
  })

  it('a garbage cookie, another secret and an unknown handle are absence and never theft', async () => {
    const { login, records, client } = worldOf()
    const alice = await login()
    const handle = /session=([^.]+)\./.exec(alice.cookies ?? '')?.[1] as string
    const because = async (cookies: string) => (await client().visit('GET', '/', { cookies })).view.anonymousBecause
    expect(await because('__Host-session=garbage')).toBe('credential.malformed')
    expect(await because(`__Host-session=${handle}.${'A'.repeat(43)}`)).toBe('secret.unknown')
    expect(await because(`__Host-session=${'A'.repeat(22)}.${'A'.repeat(43)}`)).toBe('session.unknown')
    expect(records.filter((one) => one.type !== 'decision')).toEqual([])
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('continue')
  })

  it('a refused, a failing and an anonymous request clear no cookie; a navigation and a terminate do', async () => {
    const { login, clock } = worldOf({ pages })
    const alice = await login()
    clock.advance(HOUR)
    expect((await alice.visit('POST', '/x', { demand: {} })).setCookies).toEqual([])
    expect(alice.cookies).toContain('__Host-session=')
  })
})

describe('lifetime', () => {
  it('ends when it was not used for the idle time, and lives on while it is used', async () => {
    const { login, clock } = worldOf()
    const alice = await login()
    for (let i = 0; i < 3; i++) {
      clock.advance(29 * MINUTE)
      expect(await alice.answer('GET', '/', { demand: {} })).toBe('continue')
    }
    clock.advance(30 * MINUTE)
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('401 session.idle')
  })

  it('ends at the absolute time, however much it is used', async () => {
    const { login, clock } = worldOf({ credentials: [cookieSession({ absolute: '1h', idle: '30m' })] })
    const alice = await login()
    for (let i = 0; i < 3; i++) {
      clock.advance(19 * MINUTE)
      expect(await alice.answer('GET', '/', { demand: {} })).toBe('continue')
    }
    clock.advance(3 * MINUTE)
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('401 session.expired')
  })

  it('is not kept alive by requests that were refused', async () => {
    const { login, clock } = worldOf({ policy: [({ action }) => (action.access === 'write' ? deny : undefined)] })
    const alice = await login()
    for (let i = 0; i < 3; i++) {
      clock.advance(11 * MINUTE)
      await alice.answer('POST', '/x')
    }
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('401 session.idle')
  })

  it('writes its activity at most every tenth of the idle time', async () => {
    const { login, clock, store } = worldOf()
    const alice = await login()
    const touched: number[] = []
    const touch = store.sessions.touch.bind(store.sessions)
    Object.assign(store.sessions, {
      touch: (key: string, what: Parameters<typeof touch>[1]) => {
        touched.push(what.at)
        return touch(key, what)
      },
    })
    await alice.answer('GET', '/')
    touched.length = 0
    for (let i = 0; i < 60; i++) {
      clock.advance(MINUTE / 2)
      await alice.answer('GET', '/')
    }
    expect(touched.length).toBeGreaterThan(0)
    expect(touched.length).toBeLessThanOrEqual(10)
  })

  it('a clock that jumps back brings nothing back to life and makes nothing live longer', async () => {
    const { login, clock, trust } = worldOf()
    const before = clock.now()
    const alice = await login()
    clock.advance(HOUR)
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('401 session.idle')
    const bob = await login({ id: 'bob' })
    await trust.revoke({ subject: { id: 'bob' } })
    const carol = await login({ id: 'carol' })
    clock.set(before)
    expect(await bob.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
    expect(await carol.answer('GET', '/', { demand: {} })).toBe('401 session.clock')
    const dave = await login({ id: 'dave' })
    await trust.revoke({ subject: { id: 'dave' } })
    expect(await dave.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
  })

  it('a last use in the future never lengthens life', async () => {
    const { login, clock, store } = worldOf()
    const alice = await login()
    const read = store.sessions.read.bind(store.sessions)
    const seenIn = async (ms: number) => {
      const lastSeenAt = clock.now() + ms
      store.sessions.read = async (asked) => {
        const answer = await read(asked)
        return answer.kind === 'found' ? { ...answer, record: { ...answer.record, lastSeenAt } } : answer
      }
      return alice.answer('GET', '/', { demand: {} })
    }
    expect(await seenIn(5 * MINUTE)).toBe('continue')
    expect(await seenIn(5 * HOUR)).toBe('401 session.idle')
    // No time at all is no answer.
    expect(await seenIn(Number.NaN)).toBe('503 fault.store')
  })
})

const deny = { outcome: 'deny', code: 'not.now' } as const
