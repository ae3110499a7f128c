import { expect, it } from 'vitest'
import type { HostUnderTest } from '../host-under-test.ts'
import { openHost } from '../open-host.ts'

/** Whoever comes into a session from elsewhere starts from zero. */
export function identities(host: HostUnderTest): void {
  it('starts from zero when the session changes hands', async () => {
    const { loggedIn } = await openHost(host)
    const someone = await loggedIn('alice')
    await someone.post('/confirm')
    expect((await someone.post('/pay')).status).toBe(200)
    const { handle } = (await someone.get('/account')).body
    expect((await someone.post('/switch?user=bob')).status).toBe(200)
    const asBob = await someone.get('/account')
    expect(asBob).toMatchObject({ status: 200, body: { user: 'bob', proofs: ['pwd'] } })
    expect(asBob.body.handle).not.toBe(handle)
    expect(await someone.post('/pay')).toMatchObject({ status: 401, code: 'demand.acr' })
  })

  it('starts from zero with a login after a planted session', async () => {
    const { loggedIn, clock } = await openHost(host, { byLibraryId: host.hasIds })
    const mallory = await loggedIn('mallory')
    await mallory.post('/confirm')
    const victim = mallory.copy()
    clock.advance(60_000)
    expect((await victim.post('/login?user=alice&keep=1')).status).toBe(200)
    expect((await victim.get('/account')).body).toMatchObject({ user: 'alice', proofs: ['pwd'] })
    expect(await victim.post('/pay')).toMatchObject({ status: 401, code: 'demand.acr' })
    // And what the victim proves then is hers alone.
    expect((await victim.post('/confirm')).status).toBe(200)
    expect((await victim.post('/pay')).status).toBe(200)
    const { status, body } = await mallory.get('/account')
    if (status === 200 && body.user === 'alice') expect(body.proofs).toEqual(['pwd'])
    expect(await mallory.post('/pay')).not.toMatchObject({ body: { by: 'alice' } })
  })

  it('ends for everyone whom a session was, when the session ends', async () => {
    const { loggedIn, trust } = await openHost(host)
    const someone = await loggedIn('alice')
    await someone.get('/account')
    const asAlice = someone.copy()
    await someone.post('/switch?user=bob')
    await someone.get('/account')
    const asBob = someone.copy()
    await trust.report({ subject: { id: 'bob' } }, { risk: 95 })
    expect((await someone.get('/account')).status).toBe(401)
    await trust.report({ subject: { id: 'bob' } }, { risk: 0 })
    expect((await asBob.get('/account')).status).toBe(401)
    expect((await asAlice.get('/account')).status).toBe(401)
  })

  const names = [
    '__proto__',
    'constructor',
    'a\u0000b',
    ' ',
    '*',
    'user:*',
    'über\nmut',
    '\uD800',
    'x'.repeat(1_000_000),
  ]
  it.each(names.map((name) => ({ name, shown: JSON.stringify(name).slice(0, 20) })))(
    'takes $shown for a name like any other',
    async ({ name }) => {
      const { loggedIn, trust } = await openHost(host, {
        answer: ({ loginAt }) => ({ id: name, subject: { id: name }, start: loginAt, acr: 'pwd' }),
      })
      const alice = await loggedIn('alice')
      expect(await alice.get('/account')).toMatchObject({ status: 200, body: { user: name } })
      await trust.revoke({ subject: { id: name } })
      expect((await alice.get('/account')).status).toBe(401)
      expect(Object.keys(Object.prototype)).toEqual([])
    },
  )

  if (!host.hasIds) return

  it('loses what was proved with the id that changes, where `read` answers the library’s own', async () => {
    const { loggedIn } = await openHost(host, { byLibraryId: true })
    const alice = await loggedIn()
    await alice.post('/confirm')
    expect((await alice.post('/pay')).status).toBe(200)
    expect((await alice.post('/regenerate')).status).toBe(200)
    expect(await alice.post('/pay')).toMatchObject({ status: 401, code: 'demand.acr' })
    expect((await alice.get('/account')).body.proofs).toEqual(['pwd'])
  })

  it('keeps what was proved while the id changes, where `read` answers one of the application’s own', async () => {
    const { loggedIn } = await openHost(host)
    const alice = await loggedIn()
    await alice.post('/confirm')
    expect((await alice.post('/regenerate')).status).toBe(200)
    expect((await alice.post('/pay')).status).toBe(200)
  })
}
