import { type CookieSessionOptions, cookieSession, createTrust, memoryStore, type Trust } from '@retrust/core'
import {
  type FakeRequest,
  fakeFacts,
  type ManualClock,
  manualClock,
  type SignedIn,
  signIn,
} from '@retrust/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ask } from './ask.ts'

const NAME = '__Host-session'

interface CookieEngine {
  readonly trust: Trust
  readonly clock: ManualClock
  readonly login: (id?: string) => Promise<SignedIn>
  readonly askWith: (cookies: string, more?: FakeRequest) => ReturnType<typeof ask>
}

function cookieEngine(options: CookieSessionOptions = {}): CookieEngine {
  const clock = manualClock()
  const trust = createTrust({ store: memoryStore(), credentials: [cookieSession(options)], policy: [], clock })
  return {
    trust,
    clock,
    login: (id = 'alice') => signIn(trust, { subject: { id } }),
    askWith: (cookies, more) => ask(trust, { ...more, cookies }),
  }
}

/** Raises the session that these cookies open, and answers its new cookie. */
async function raised(trust: Trust, cookies: string): Promise<string> {
  const request = trust.open(fakeFacts({ method: 'POST', cookies }))
  await request.admit()
  await request.view.raise({ acr: 'mfa', amr: ['otp'] })
  const pairs = request.takeCookies().map((line) => line.slice(0, line.indexOf(';')))
  request.closed()
  return pairs.find((pair) => pair.startsWith(`${NAME}=`)) as string
}

const valueIn = (pair: string): string => pair.slice(pair.indexOf('=') + 1)

describe('the cookie', () => {
  it('is HttpOnly, Secure, SameSite=Lax, and of this host and every path', async () => {
    const { trust } = cookieEngine()
    const request = trust.open(fakeFacts({ method: 'POST', path: '/login' }))
    await request.admit()
    await request.view.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
    const [session, device, ...more] = request.takeCookies()
    expect(session).toMatch(
      /^__Host-session=[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(device).toMatch(
      /^__Host-session-device=[A-Za-z0-9_-]{22}; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=/,
    )
    expect(more).toEqual([])
  })

  it('holds a secret that the store does not know, and that no event tells', async () => {
    const clock = manualClock()
    const store = memoryStore()
    const told: unknown[] = []
    const trust = createTrust({
      store,
      credentials: [cookieSession()],
      policy: [],
      clock,
      audit: { sink: (record) => void told.push(record) },
    })
    for (const event of ['began', 'raised', 'ended', 'decision', 'fault'] as const)
      trust.on(event, (detail) => void told.push(detail))
    const { cookie, session } = await signIn(trust, { subject: { id: 'alice' } })
    await ask(trust, { cookies: cookie })
    const secrets = cookie.split('; ').map((pair) => valueIn(pair).split('.').at(-1) as string)
    const kept = JSON.stringify([await store.sessions.page({ tenant: '' }), told])
    expect(kept).toContain(session.handle)
    for (const secret of secrets) expect(kept).not.toContain(secret)
  })

  it('with a wrong secret is absent, whatever else the handle says', async () => {
    const { trust, login, askWith } = cookieEngine({ onSpent: 'terminate' })
    const { session, cookie } = await login()
    for (let i = 0; i < 3; i++)
      expect(await askWith(`${NAME}=${session.handle}.${'A'.repeat(43)}`)).toMatchObject({
        status: 401,
        code: 'secret.unknown',
      })
    expect((await askWith(cookie)).status).toBe(200)
    await trust.revoke({ session: session.handle })
    expect((await askWith(`${NAME}=${session.handle}.${'A'.repeat(43)}`)).code).toBe('secret.unknown')
    expect((await askWith(cookie)).code).toBe('session.ended')
  })

  it('of a handle that nobody has is absent', async () => {
    const { askWith } = cookieEngine()
    expect((await askWith(`${NAME}=${'A'.repeat(22)}.${'A'.repeat(43)}`)).code).toBe('session.unknown')
  })

  it.each([
    '',
    'x',
    '.',
    'null',
    'undefined',
    '__proto__.__proto__',
    `${'A'.repeat(22)}.`,
    `.${'A'.repeat(43)}`,
    `${'A'.repeat(22)}.${'A'.repeat(44)}`,
    `${'A'.repeat(23)}.${'A'.repeat(43)}`,
    `${'A'.repeat(22)}.${'A'.repeat(42)}=`,
    `"${'A'.repeat(22)}.${'A'.repeat(43)}"`,
    `${'A'.repeat(22)}%2E${'A'.repeat(43)}`,
    'A'.repeat(16_000),
    'a\0b',
    '\ud800',
  ])('that is garbage is absent, and asks no store: %.30j', async (value) => {
    const store = memoryStore()
    const sessions = new Proxy(store.sessions, {
      get() {
        throw new Error('the store was asked')
      },
    })
    const trust = createTrust({ store: { ...store, sessions }, credentials: [cookieSession()], policy: [] })
    expect(await ask(trust, { cookies: `${NAME}=${value}` })).toMatchObject({
      status: 401,
      code: 'credential.malformed',
    })
  })

  it('in a header of any make lets nobody in and breaks nothing', async () => {
    const { askWith } = cookieEngine()
    const part = fc.oneof(
      fc.constantFrom(`${NAME}=`, '; ', ';', '.', '=', 'A'.repeat(22), 'A'.repeat(43), `${NAME}-device=`),
      fc.string({ unit: 'binary', maxLength: 20 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 30 }), async (parts) => {
        const { status, request } = await askWith(parts.join(''))
        expect(status === 401 || status === 400).toBe(true)
        expect(request.view.subject).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })
})

describe('two cookies of the name', () => {
  it('are one where both are the same', async () => {
    const { login, askWith } = cookieEngine()
    const { sessionCookie } = await login()
    expect((await askWith(`${sessionCookie}; ${sessionCookie}`)).status).toBe(200)
  })

  it.each([
    ['garbage', `${NAME}=x`],
    ['a session that is not there', `${NAME}=${'A'.repeat(22)}.${'A'.repeat(43)}`],
  ])('of which one is %s count as the other', async (_, planted) => {
    const { login, askWith } = cookieEngine()
    const { sessionCookie } = await login()
    for (const cookies of [`${planted}; ${sessionCookie}`, `${sessionCookie}; ${planted}`])
      expect((await askWith(cookies)).request.view.subject?.id).toBe('alice')
  })

  it('that open two sessions are refused, also two of one person', async () => {
    const { login, askWith } = cookieEngine()
    const first = await login('alice')
    for (const id of ['mallory', 'alice']) {
      const second = await login(id)
      const answer = await askWith(`${first.sessionCookie}; ${second.sessionCookie}`)
      expect(answer).toMatchObject({ code: 'credential.ambiguous' })
      expect(answer.request.view.subject).toBeUndefined()
    }
  })

  it('of which one has ended count as the other', async () => {
    const { trust, login, askWith } = cookieEngine()
    const ended = await login('mallory')
    await trust.revoke({ session: ended.session.handle })
    const { sessionCookie } = await login()
    expect((await askWith(`${ended.sessionCookie}; ${sessionCookie}`)).request.view.subject?.id).toBe('alice')
  })

  it('that are more than four are nobody’s', async () => {
    const { login, askWith } = cookieEngine()
    const { sessionCookie } = await login()
    const planted = [1, 2, 3, 4].map((i) => `${NAME}=${String(i).repeat(22)}.${'A'.repeat(43)}`)
    expect((await askWith([...planted.slice(1), sessionCookie].join('; '))).status).toBe(200)
    expect(await askWith([...planted, sessionCookie].join('; '))).toMatchObject({ code: 'credential.several' })
  })
})

describe('an old secret', () => {
  it('works for the overlap, counted from the first use of the new one, and shows what stood before', async () => {
    const { trust, clock, login, askWith } = cookieEngine()
    const { cookie: old } = await login()
    const fresh = await raised(trust, old)
    clock.advance(120_000)
    expect((await askWith(old)).status).toBe(200)
    expect((await askWith(fresh)).status).toBe(200)
    expect((await askWith(old)).request.view.session?.authentications.map((one) => one.acr)).toEqual(['pwd'])
    clock.advance(29_999)
    expect((await askWith(old)).status).toBe(200)
    clock.advance(1)
    expect(await askWith(old)).toMatchObject({ status: 401, code: 'secret.spent' })
    expect((await askWith(fresh)).request.view.session?.authentications.map((one) => one.acr)).toEqual(['pwd', 'mfa'])
  })

  it('that is spent is refused, told, and ends nothing', async () => {
    const { trust, clock, login, askWith } = cookieEngine({ overlap: '0' })
    const recorded: string[] = []
    trust.on('decision', ({ type }) => void recorded.push(type))
    const { cookie } = await login()
    const fresh = await raised(trust, cookie)
    await askWith(fresh)
    clock.advance(1)
    expect((await askWith(cookie)).code).toBe('secret.spent')
    expect(recorded.filter((type) => type === 'secret.spent').length).toBe(1)
    expect((await askWith(fresh)).status).toBe(200)
  })

  it('that is spent ends the session where the option says so', async () => {
    const { trust, clock, login, askWith } = cookieEngine({ overlap: '0', onSpent: 'terminate' })
    const { cookie } = await login()
    const fresh = await raised(trust, cookie)
    await askWith(fresh)
    clock.advance(1)
    expect((await askWith(cookie)).code).toBe('secret.spent')
    expect((await askWith(fresh)).code).toBe('session.ended')
  })

  it('beside the current one counts as nothing', async () => {
    const { trust, clock, login, askWith } = cookieEngine({ overlap: '0' })
    const { sessionCookie } = await login()
    const fresh = await raised(trust, sessionCookie)
    await askWith(fresh)
    clock.advance(1)
    expect((await askWith(`${sessionCookie}; ${fresh}`)).status).toBe(200)
  })

  it('of five raises ago is unknown, and as useless', async () => {
    const { trust, clock, login, askWith } = cookieEngine({ overlap: '0' })
    const { sessionCookie } = await login()
    let cookie = sessionCookie
    for (let i = 0; i < 6; i++) {
      cookie = await raised(trust, cookie)
      await askWith(cookie)
      clock.advance(1)
    }
    expect((await askWith(sessionCookie)).code).toBe('secret.unknown')
    expect((await askWith(cookie)).status).toBe(200)
  })
})

describe('a cookie for loopback only', () => {
  it('has no prefix, and is refused from elsewhere', async () => {
    const { trust, login } = cookieEngine({ secure: false, name: 'sid' })
    const { cookie } = await login()
    expect(cookie).toMatch(/^sid=/)
    expect((await ask(trust, { cookies: cookie, address: '127.0.0.1' })).status).toBe(200)
    expect(await ask(trust, { cookies: cookie })).toMatchObject({ status: 403, code: 'cookie.insecure-remote' })
  })
})
