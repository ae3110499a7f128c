import { deny, type Login, rule, type Trust, type TrustView, terminate } from '@retrust/core'
import { describe, expect, it, vi } from 'vitest'
import { worldOf } from './world.ts'

const good: Login = { subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] }

const BOB = { subject: { id: 'bob' } }

describe('calls that cannot be right say what to change', () => {
  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /A login needs a subject/],
    ['a subject whose id is a number', { ...good, subject: { id: 7 } }, /no `id` that is a text/],
    ['an issuer that is a number', { ...good, subject: { id: 'a', issuer: 7 } }, /`issuer` that is no text/],
    ['a kind that there is not', { ...good, subject: { id: 'a', kind: 'robot' } }, /`kind` that there is not/],
    ['no acr', { ...good, acr: undefined }, /A proof needs an acr. Known are: pwd, mfa, phr/],
    ['an acr that is misspelt', { ...good, acr: 'mfaa' }, /"mfaa".*"mfa"/],
    ['no amr', { ...good, amr: undefined }, /`amr` is a list/],
    ['a number for a Date', { ...good, at: 1 }, /Give `at` as the Date/],
    ['a Date in the future', { ...good, at: new Date('2999-01-01') }, /lies in the future/],
  ])('begin with %s', async (_name, login, message) => {
    const { view } = await worldOf().client().visit('POST', '/login', { open: true })
    const { request } = await worldOf()
      .client()
      .visit('POST', '/login', {
        handler: (one) => expect(one.begin(login as Login)).rejects.toThrow(message),
      })
    expect([view.subject, request.view.subject]).toEqual([undefined, undefined])
  })

  it.each<[string, (view: TrustView, trust: Trust) => Promise<unknown>, RegExp]>([
    ['end with a reason that is a number', (view) => view.end({ reason: 5 as never }), /`reason` is no text/],
    ['end with no reason', (view) => view.end({ reason: null as never }), /`reason` is no text/],
    ['revoke with such a reason', (_, trust) => trust.revoke(BOB, { reason: {} as never }), /`reason` is no text/],
    ['revoke by a person', (_, trust) => trust.revoke(BOB, { by: { id: 'eve' } as never }), /`by` is no text/],
    [
      'revoke with an issuer that is a number',
      (_, trust) => trust.revoke({ subject: { id: 'bob', issuer: 7 as never } }),
      /issuer is no text/,
    ],
    ...[5, null, '', {}].map((object): [string, (view: TrustView) => Promise<unknown>, RegExp] => [
      `raise for the object ${JSON.stringify(object)}`,
      (view) => view.raise({ acr: 'mfa', amr: ['otp'], object: object as never }),
      /`object` of a proof is no name/,
    ]),
  ])('%s, and everybody goes on', async (_name, call, message) => {
    const { login, trust } = worldOf()
    const alice = await login()
    const handler = (view: TrustView) => expect(call(view, trust)).rejects.toThrow(message)
    await alice.visit('POST', '/', { handler })
    expect(await alice.answer('GET', '/')).toBe('continue')
    expect((await trust.sessions()).sessions).toHaveLength(1)
  })

  it('a login after the answer was sent begins nothing, since its cookie is lost', async () => {
    const { client, trust } = worldOf()
    const { view } = await client().visit('POST', '/login')
    await expect(view.begin(good)).rejects.toThrow(/answer was sent already.*Await begin\(\)/)
    expect((await trust.sessions()).sessions).toEqual([])
  })

  it('a proof of nobody’s is refused as any request without a session', async () => {
    const { client } = worldOf({ pages: { stepUp: '/confirm' } })
    const confirming = client().visit('POST', '/confirm', {
      handler: (view) => view.raise({ acr: 'mfa', amr: ['otp'] }),
    })
    expect((await confirming).answer).toBe('401 credential.absent')
  })

  it('a signal that nobody gives is a fault that names the nearest, never "unknown" for ever', async () => {
    const policy = [
      rule({ name: 'managed' }, ({ signals }) => (signals.managd?.value === false ? deny('x') : undefined)),
    ]
    const { login, faults } = worldOf({ policy, signals: { managed: () => false } })
    expect(await (await login()).answer('GET', '/')).toBe('503 fault.policy')
    expect(faults[0]).toMatchObject({
      source: 'rule.managed',
      error: { message: expect.stringContaining('"managed"') },
    })
  })

  it('a fault of a rule that nobody listens for is said, once', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { createTrust, cookieSession, memoryStore } = await import('@retrust/core')
    const { fakeFacts, signIn } = await import('@retrust/core/testing')
    const trust = createTrust({ store: memoryStore(), credentials: [cookieSession()], policy: [() => false as never] })
    const { cookie } = await signIn(trust, { subject: { id: 'alice' }, from: { path: '/login' } })
    for (let i = 0; i < 3; i++) await trust.open(fakeFacts({ cookies: cookie })).admit()
    expect(said).toHaveBeenCalledTimes(1)
    expect(said.mock.calls[0]?.[0]).toContain('rule.policy[0]')
  })

  it('a session library that cannot be read or ended is said too, each once, since the answer is only a 503', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { createTrust, existingSession, memoryStore } = await import('@retrust/core')
    const { fakeFacts, manualClock } = await import('@retrust/core/testing')
    const clock = manualClock()
    const start = clock.now()
    let isRead = false
    const host = existingSession<object>(
      {
        read() {
          if (isRead) return { id: 'a', subject: { id: 'alice' }, start, acr: 'pwd' }
          throw new Error('the library is broken')
        },
        end: () => Promise.reject(new Error('it cannot be ended')),
        maxLife: '12h',
      },
      { name: 'Mine', isExchange: (value): value is object => value !== undefined },
    )
    const trust = createTrust({ store: memoryStore(), clock, credentials: [host], policy: [] })
    const ask = () => trust.open(fakeFacts({}), {}).admit()
    for (let i = 0; i < 3; i++) await ask()
    expect(said.mock.calls).toEqual([[expect.stringContaining('credential'), new Error('the library is broken')]])
    isRead = true
    await trust.revoke({ subject: { id: 'alice' } })
    for (let i = 0; i < 3; i++) await ask()
    expect(said.mock.calls.slice(1)).toEqual([
      [expect.stringContaining('credential.end'), new Error('it cannot be ended')],
    ])
  })

  it('listeners, lists and codes that there are not', async () => {
    const { trust } = worldOf()
    expect(() => trust.on('decisions' as never, () => undefined)).toThrow(/"decisions".*"decision"/)
    await expect(trust.sessions({ id: 'alice' } as never)).rejects.toThrow(/takes no "id"/)
    expect(() => deny('Device is bad')).toThrow(/is no code/)
    expect(() => rule({ onUnknwon: 'allow' } as never, () => undefined)).toThrow(/onUnknwon.*"onUnknown"/s)
  })

  it('lists a session that a revocation ended as ended', async () => {
    const { trust, login } = worldOf()
    await login()
    await trust.revoke({ subject: { id: 'alice' } }, { reason: 'offboarded' })
    expect((await trust.sessions()).sessions[0]?.ended).toMatchObject({ reason: 'offboarded', by: 'revocation' })
  })
})

describe('a session without Secure', () => {
  it.each<[string, object, string]>([
    ['from this machine', { address: '127.0.0.1' }, 'continue'],
    ['from elsewhere', { address: '203.0.113.9' }, '403 cookie.insecure-remote'],
    [
      'through a proxy here that nobody named',
      { address: '127.0.0.1', headers: { 'X-Forwarded-For': '203.0.113.9' } },
      '403 cookie.insecure-remote',
    ],
  ])('is for this machine: %s', async (_name, from, answer) => {
    const { cookieSession } = await import('@retrust/core')
    const { client } = worldOf({ credentials: [cookieSession({ secure: false })] })
    expect(await client().answer('GET', '/', from)).toBe(answer)
  })
})

describe('a rule of one’s own that ends a session', () => {
  it('says so', async () => {
    const { login } = worldOf({ policy: [() => terminate('test.over')] })
    const { verdict } = await (await login()).visit('GET', '/')
    expect(verdict).toMatchObject({ refusal: { body: expect.stringContaining('This session has ended') } })
  })
})
