import { downgrade, rule, stepUp, type TrustOptions } from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { describe, expect, it } from 'vitest'
import { worldOf } from './world.ts'

const pages = { login: '/login', logout: '/logout', stepUp: '/confirm' }
const options = (level: 'limited' | 'read-only'): Partial<TrustOptions> => ({
  pages,
  policy: [() => downgrade('test.low', level)],
  actions: {
    pay: { sensitive: true },
    search: { match: 'POST /search', access: 'read' },
    preview: { match: 'POST /reports/:id/preview', access: 'read' },
    export: { sensitive: true, access: 'read' },
  },
})

describe('levels protect by themselves', () => {
  it.each([
    ['GET', '/', undefined, 'continue'],
    ['HEAD', '/', undefined, 'continue'],
    ['OPTIONS', '/', undefined, 'continue'],
    ['POST', '/', undefined, '401 level.insufficient'],
    ['PROPFIND', '/', undefined, '401 level.insufficient'],
    ['GET', '/', { action: 'export' }, '401 level.insufficient'],
    ['GET', '/', { level: 'full' }, '401 level.insufficient'],
  ] as const)('read-only: %s %s with %j is answered %s', async (method, path, demand, answer) => {
    const alice = await worldOf(options('read-only')).login()
    expect(await alice.answer(method, path, { demand })).toBe(answer)
  })

  it('limited: ordinary writes go on, what is sensitive does not', async () => {
    const alice = await worldOf(options('limited')).login()
    expect(await alice.answer('POST', '/', { demand: {} })).toBe('continue')
    expect(await alice.answer('POST', '/', { demand: { action: 'pay' } })).toBe('401 level.insufficient')
  })

  it.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
    '%s makes a request write',
    async (name) => {
      const alice = await worldOf(options('read-only')).login()
      expect(await alice.answer('GET', '/', { headers: { [name]: 'GET' } })).toBe('401 level.insufficient')
      expect(await alice.answer('POST', '/search', { headers: { [name]: 'GET' } })).toBe('401 level.insufficient')
    },
  )

  it('an upgrade writes', async () => {
    const alice = await worldOf(options('read-only')).login()
    const visit = await alice.visit('GET', '/live', {
      channel: 'upgrade',
      headers: { 'sec-fetch-site': 'same-origin' },
    })
    expect(visit.answer).toBe('401 level.insufficient')
  })

  it('an override layer that ran since counts on the route', async () => {
    const { login } = worldOf(options('read-only'))
    const alice = await login()
    const { request, answer } = await alice.visit('GET', '/', { open: true })
    expect(answer).toBe('continue')
    expect(await request.judge({}, 'DELETE')).toMatchObject({ refusal: { code: 'level.insufficient' } })
  })

  it.each([
    ['/search', 'continue'],
    ['/reports/7/preview', 'continue'],
    ['/search/', '401 level.insufficient'],
    ['/Search', '401 level.insufficient'],
    ['/%73earch', '401 level.insufficient'],
    ['/x/../search', '401 level.insufficient'],
    ['//search', '401 level.insufficient'],
    ['/reports/7%2Fpreview', '401 level.insufficient'],
    ['/reports//preview', '401 level.insufficient'],
    ['/reports/../preview', '401 level.insufficient'],
    ['/search;x=1', '401 level.insufficient'],
  ])('match compares the raw path: POST %s is answered %s', async (path, answer) => {
    const alice = await worldOf(options('read-only')).login()
    expect(await alice.answer('POST', path)).toBe(answer)
  })

  it('is a step-up where a proof lifts it, and a proof does', async () => {
    const alice = await worldOf(options('read-only')).login()
    const { verdict } = await alice.visit('POST', '/', { demand: { action: 'pay' } })
    expect(verdict).toMatchObject({ refusal: { status: 401 } })
    await alice.raise({ acr: 'pwd', action: 'pay' })
    expect(await alice.answer('POST', '/', { demand: { action: 'pay' } })).toBe('continue')
  })

  it('is a deny for who cannot prove', async () => {
    const { login } = worldOf(options('read-only'))
    const robot = await login({ subject: { id: 'ci', kind: 'workload' } })
    expect(await robot.answer('POST', '/', { demand: {} })).toBe('403 level.insufficient')
  })
})

describe('essential paths', () => {
  it('stay open while the session is lowered, and the way back up works', async () => {
    const { login } = worldOf(options('read-only'))
    const alice = await login()
    for (const method of ['GET', 'HEAD', 'POST']) {
      for (const path of ['/login', '/logout', '/confirm', '/confirm/webauthn']) {
        expect(`${method} ${path} ${await alice.answer(method, path)}`).toBe(`${method} ${path} continue`)
      }
    }
    expect(await alice.answer('DELETE', '/confirm/webauthn')).toBe('401 level.insufficient')
    expect(await alice.answer('POST', '/logout/')).toBe('401 level.insufficient')
    expect(await alice.answer('POST', '/confirm/%2e%2e/pay')).toBe('401 level.insufficient')
    expect(await alice.answer('POST', '/confirmed')).toBe('401 level.insufficient')
    await alice.end()
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('401 credential.absent')
  })

  it('lift what rules refuse at admission, and record it', async () => {
    const { login, records } = worldOf({ pages, policy: [() => stepUp('test.prove')] })
    const alice = await login()
    records.length = 0
    expect(await alice.answer('GET', '/logout')).toBe('continue')
    expect(records).toMatchObject([{ essential: true, reasons: [{ code: 'test.prove', outcome: 'step-up' }] }])
    expect(await alice.answer('GET', '/')).toBe('401 test.prove')
  })

  it('do not lift a demand, nor the cross-site check', async () => {
    const alice = await worldOf(options('read-only')).login()
    expect(await alice.answer('POST', '/logout', { demand: {} })).toBe('401 level.insufficient')
    const demanding = await alice.visit('POST', '/logout', { handler: (view) => view.demand({ acr: 'mfa' }) })
    expect(demanding.answer).toMatch(/^401 /)
    expect(await alice.answer('POST', '/logout', { headers: { 'sec-fetch-site': 'cross-site' } })).toBe(
      '403 cross-site',
    )
  })

  it('end a session all the same, and go on as anonymous', async () => {
    const { login } = worldOf({
      pages,
      policy: [riskScore({ atLeast: 99, decide: 'terminate' })],
      signals: { risk: () => 100 },
    })
    const alice = await login()
    const { answer, view, setCookies } = await alice.visit('POST', '/login')
    expect(answer).toBe('continue')
    expect(view.subject).toBeUndefined()
    expect(setCookies.join()).toContain('Max-Age=0')
  })
})

describe('a cause that no proof lifts', () => {
  it('is a deny with level.insufficient', async () => {
    const gone = rule({ name: 'old', holds: 'subject', lifts: 'mfa' }, ({ signals }) =>
      signals.risk.value === 90 ? downgrade('test.old', 'read-only') : undefined,
    )
    const before = worldOf({ pages, policy: [gone] })
    const alice = await before.login()
    await before.trust.report({ subject: { id: 'alice' } }, { risk: 90 })
    expect(await alice.level()).toBe('read-only')
    // A deployment whose order has lost the acr that lifts it.
    const after = worldOf({ pages, policy: [], acrOrder: ['pwd'], store: before.store, clock: before.clock })
    const again = await after.login()
    expect(await again.answer('POST', '/')).toBe('403 level.insufficient')
  })
})
