import { expect, it } from 'vitest'
import type { HostUnderTest } from '../host-under-test.ts'
import { openHost } from '../open-host.ts'

const FAILURES: readonly (readonly [string, () => unknown])[] = [
  [
    'throws',
    () => {
      throw new Error('the library is broken')
    },
  ],
  ['rejects', () => Promise.reject(new Error('the library is broken'))],
  ['rejects with nothing', () => Promise.reject(undefined)],
]

const NONSENSE: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['a text', 'alice'],
  ['no id', { subject: { id: 'alice' }, start: 0, acr: 'pwd' }],
  ['an id that is empty', { id: '', subject: { id: 'alice' }, start: 1, acr: 'pwd' }],
  ['a subject whose id is empty', { id: 's', subject: { id: '' }, start: 1, acr: 'pwd' }],
  ['an id that is a number', { id: 7, subject: { id: 'alice' }, start: 0, acr: 'pwd' }],
  ['no subject', { id: 's', start: 0, acr: 'pwd' }],
  ['a subject that is a text', { id: 's', subject: 'alice', start: 0, acr: 'pwd' }],
  ['a subject whose id is a number', { id: 's', subject: { id: 7 }, start: 0, acr: 'pwd' }],
  ['an issuer that is a number', { id: 's', subject: { id: 'alice', issuer: 7 }, start: 0, acr: 'pwd' }],
  ['a kind that there is not', { id: 's', subject: { id: 'alice', kind: 'robot' }, start: 0, acr: 'pwd' }],
  ['no start', { id: 's', subject: { id: 'alice' }, acr: 'pwd' }],
  ['a start that is a text', { id: 's', subject: { id: 'alice' }, start: '2026-01-01', acr: 'pwd' }],
  ['a start in seconds', { id: 's', subject: { id: 'alice' }, start: 1_772_442_000, acr: 'pwd' }],
  ['a Date made of seconds', { id: 's', subject: { id: 'alice' }, start: new Date(1_772_442_000), acr: 'pwd' }],
  ['a start at no time', { id: 's', subject: { id: 'alice' }, start: Number.NaN, acr: 'pwd' }],
  ['an acr that nobody ranked', { id: 's', subject: { id: 'alice' }, start: 0, acr: 'magic' }],
  ['amr that is a text', { id: 's', subject: { id: 'alice' }, start: 0, acr: 'pwd', amr: 'pwd' }],
  ['a login of another tenant', { id: 's', subject: { id: 'alice', tenant: 'other' }, start: 0, acr: 'pwd' }],
]

/** A library that could not be asked is never one that says "nobody". */
export function faults(host: HostUnderTest): void {
  it.each(FAILURES)('answers 503 while `read` %s, and goes on when it reads again', async (_how, fail) => {
    let broken = false
    const { loggedIn, faults } = await openHost(host, { beforeRead: () => (broken ? fail() : undefined) })
    const alice = await loggedIn()
    broken = true
    for (const path of ['/open', '/account'])
      expect(await alice.get(path)).toMatchObject({ status: 503, code: 'fault.credential' })
    expect((await alice.post('/login?user=alice')).status).toBe(503)
    expect(faults.some((one) => one.source === 'credential')).toBe(true)
    broken = false
    expect((await alice.get('/account')).status).toBe(200)
  })

  it('answers 503 when `read` never answers', async () => {
    let called: (() => void) | undefined
    const { loggedIn, clock } = await openHost(host, {
      beforeRead() {
        called?.()
        return called && new Promise(() => undefined)
      },
    })
    const alice = await loggedIn()
    const waiting = new Promise<void>((resolve) => {
      called = resolve
    })
    const asked = alice.get('/account')
    await waiting
    clock.advance(6_000)
    expect(await asked).toMatchObject({ status: 503, code: 'fault.credential' })
  })

  it.each(NONSENSE)('answers 503 when `read` answers %s', async (_what, answer) => {
    const { loggedIn, faults } = await openHost(host, { answer: () => answer })
    const alice = await loggedIn()
    expect(await alice.get('/account')).toMatchObject({ status: 503, code: 'fault.credential' })
    expect(await alice.get('/open')).toMatchObject({ status: 503, code: 'fault.credential' })
    expect(faults.length).toBeGreaterThan(0)
  })

  it('answers 503 to a login from the future, which would stay young for ever', async () => {
    const { loggedIn } = await openHost(host, {
      answer: ({ loginAt }) => ({ id: 's', subject: { id: 'alice' }, start: loginAt + 60_000, acr: 'pwd' }),
    })
    const alice = await loggedIn()
    expect(await alice.get('/account')).toMatchObject({ status: 503, code: 'fault.credential' })
  })

  it.each(FAILURES)('refuses all the same while `end` %s, and ends it when it can', async (_how, fail) => {
    let broken = true
    const { loggedIn, trust, faults, clock } = await openHost(host, { beforeEnd: () => (broken ? fail() : undefined) })
    const alice = await loggedIn()
    await alice.get('/account')
    await trust.report({ subject: { id: 'alice' } }, { risk: 95 })
    expect(await alice.get('/account')).toMatchObject({ status: 401, code: 'risk.high' })
    expect(faults.some((one) => one.source === 'credential.end')).toBe(true)
    await trust.report({ subject: { id: 'alice' } }, { risk: 0 })
    for (const path of ['/open', '/account'])
      expect(await alice.get(path)).toMatchObject({ status: 401, code: 'session.ended' })
    // The login page reads the library too: it is not shown to somebody who is still logged in there.
    expect(await alice.post('/login?user=alice')).toMatchObject({ status: 503, code: 'fault.credential' })
    broken = false
    clock.advance(7_000)
    expect((await alice.get('/open')).status).toBe(401)
    expect((await alice.post('/login?user=alice')).status).toBe(200)
    expect((await alice.get('/account')).status).toBe(200)
  })

  if (!host.name.startsWith('iron-session')) {
    it('says which line to move where retrust is mounted before the library', async () => {
      const { visitor, faults } = await openHost(host, { inWrongOrder: true })
      const login = await visitor().post('/login?user=alice')
      expect(login).toMatchObject({ status: 503, code: 'fault.credential' })
      expect(String(faults[0]?.error)).toMatch(/retrust was mounted before .*Move app\.use\(retrust\(trust\)\) below/s)
    })
  }
}
