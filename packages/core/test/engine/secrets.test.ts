import { cookieSession } from '@retrust/core'
import { describe, expect, it } from 'vitest'
import { MINUTE, worldOf } from './world.ts'

const pages = { stepUp: '/confirm' }
const mfa = { demand: { acr: 'mfa' } }

describe('the secret rotates at a raise', () => {
  it('raises the one who proved, and not a copy of the cookie', async () => {
    const { login } = worldOf({ pages })
    const alice = await login()
    const copy = alice.copy()
    await alice.raise()
    expect(await alice.answer('GET', '/', mfa)).toBe('continue')
    expect(await copy.answer('GET', '/', { demand: {} })).toBe('continue')
    expect(await copy.answer('GET', '/', mfa)).toBe('401 demand.acr')
  })

  it('lets the previous one work until the overlap after the first use of the new one', async () => {
    const { login, clock } = worldOf({ pages })
    const alice = await login()
    const copy = alice.copy()
    await alice.raise()
    clock.advance(10 * MINUTE)
    expect(await copy.answer('GET', '/', { demand: {} })).toBe('continue')
    await alice.answer('GET', '/')
    clock.advance(29_000)
    expect(await copy.answer('GET', '/', { demand: {} })).toBe('continue')
    clock.advance(1_000)
    expect(await copy.answer('GET', '/', { demand: {} })).toBe('401 secret.spent')
    expect(await alice.answer('GET', '/', mfa)).toBe('continue')
  })

  it('begins the overlap with a refused first use too, which is no activity', async () => {
    const { login, clock } = worldOf({ pages, actions: { pay: { sensitive: true } } })
    const alice = await login()
    const copy = alice.copy()
    await alice.raise()
    expect(await alice.answer('POST', '/pay', { demand: { acr: 'phr' } })).toBe('401 demand.acr')
    clock.advance(31_000)
    expect(await copy.answer('GET', '/', { demand: {} })).toBe('401 secret.spent')
  })

  it.each(['overtaken', 'spent'])('ends the session by a log-out with a secret that is %s', async (how) => {
    const { login, clock } = worldOf({ pages })
    const alice = await login()
    const copy = alice.copy()
    for (let i = 0; i < 2; i++) {
      await alice.raise()
      await alice.answer('GET', '/')
    }
    if (how === 'spent') clock.advance(MINUTE)
    expect(await copy.answer('GET', '/', { demand: {} })).toBe('401 secret.spent')
    expect(await copy.answer('POST', '/logout', { handler: (view) => view.end() })).toBe('continue')
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
  })

  it('records a spent secret once a request, and leaves the session alone', async () => {
    const { login, clock, records, faults } = worldOf({ pages })
    const alice = await login()
    const copy = alice.copy()
    await alice.raise()
    await alice.answer('GET', '/')
    clock.advance(MINUTE)
    records.length = 0
    expect(await copy.answer('GET', '/', { demand: {} })).toBe('401 secret.spent')
    const { handle } = (await alice.visit('GET', '/')).view.session ?? {}
    expect(records.filter((one) => one.type === 'secret.spent')).toMatchObject([
      { session: handle, subject: { id: 'alice' }, anonymousBecause: 'secret.spent' },
    ])
    expect(faults).toEqual([])
    expect(await alice.answer('GET', '/', mfa)).toBe('continue')
  })

  it("ends the session at a spent secret with onSpent 'terminate'", async () => {
    const { login, clock } = worldOf({ pages, credentials: [cookieSession({ onSpent: 'terminate' })] })
    const alice = await login()
    const copy = alice.copy()
    await alice.raise()
    await alice.answer('GET', '/')
    clock.advance(MINUTE)
    expect(await copy.answer('GET', '/', { demand: {} })).toBe('401 secret.spent')
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
  })

  it('sees no theft in a request that two raises in a row have overtaken, and one after its overlap', async () => {
    const { login, clock, records } = worldOf({ pages, credentials: [cookieSession({ onSpent: 'terminate' })] })
    const alice = await login()
    const onItsWay = alice.copy()
    await alice.raise()
    await alice.raise()
    expect(await onItsWay.answer('GET', '/', { demand: {} })).toBe('401 secret.spent')
    expect(records.filter((one) => one.type === 'secret.spent')).toEqual([])
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('continue')
    clock.advance(MINUTE)
    expect(await onItsWay.answer('GET', '/', { demand: {} })).toBe('401 secret.spent')
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('401 session.ended')
  })

  it('is not raised by a proof of somebody else', async () => {
    const { login, trust } = worldOf()
    const failed: unknown[] = []
    trust.on('raise-failed', (detail) => void failed.push(detail))
    const alice = await login({ subject: { id: 'alice', issuer: 'https://idp.example' } })
    for (const subject of [
      { id: 'mallory', issuer: 'https://idp.example' },
      { id: 'alice', issuer: 'https://other.example' },
      { id: 'alice' },
      { id: 'alice', issuer: 'https://idp.example', tenant: 'other' },
    ])
      await expect(alice.raise({ subject })).rejects.toThrow('403 raise.other-subject')
    expect(await alice.answer('GET', '/', { demand: { acr: 'mfa' } })).toBe('401 demand.acr')
    expect(failed).toHaveLength(4)
    await alice.raise({ subject: { id: 'alice', issuer: 'https://idp.example' } })
    expect(await alice.answer('GET', '/', { demand: { acr: 'mfa' } })).toBe('continue')
  })

  it('gives the one who proves over an older copy nothing that was proved without them', async () => {
    const { login } = worldOf({ pages, acrOrder: ['pwd', 'mfa', 'phr'] })
    const alice = await login()
    const thief = alice.copy()
    await alice.raise({ acr: 'phr' })
    await thief.raise({ acr: 'pwd' })
    expect(await thief.answer('GET', '/', mfa)).toBe('401 demand.acr')
    expect(await alice.answer('GET', '/', mfa)).toBe('continue')
  })

  it('raises both of two tabs that prove at once', async () => {
    const { login } = worldOf({ pages })
    const alice = await login()
    const other = alice.copy()
    await Promise.all([alice.raise(), other.raise()])
    expect(await alice.answer('GET', '/', mfa)).toBe('continue')
    expect(await other.answer('GET', '/', mfa)).toBe('continue')
  })

  it('refuses to raise what ended in the meantime, with a new login asked for', async () => {
    const { login, store, trust } = worldOf({ pages })
    const alice = await login()
    const { answer } = await alice.visit('POST', '/confirm', {
      handler: async (view) => {
        const key = (await trust.sessions()).sessions[0]?.key as string
        await store.sessions.end(key, { at: 0, reason: 'test', by: 'policy' })
        await view.raise({ acr: 'mfa', amr: ['otp'] })
      },
    })
    expect(answer).toBe('401 session.ended')
  })

  it('keeps the authentication that the session began with, however often it is raised', async () => {
    const { login } = worldOf({ pages })
    const alice = await login({ acr: 'phr' })
    for (let i = 0; i < 12; i++) await alice.raise({ acr: 'pwd' })
    const { view } = await alice.visit('GET', '/')
    expect(view.session?.authentications).toHaveLength(8)
    expect(view.session?.authentications[0]).toMatchObject({ acr: 'phr', by: 'begin' })
  })
})
