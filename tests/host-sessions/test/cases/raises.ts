import { riskScore } from '@retrust/core/rules'
import { expect, it, vi } from 'vitest'
import type { HostUnderTest } from '../host-under-test.ts'
import { openHost } from '../open-host.ts'

/** What was proved in mid-session is carried by a cookie of ours beside the host's. */
export function raises(host: HostUnderTest): void {
  it('is raised by a companion cookie, which a copy of the host’s cookie does not have', async () => {
    const { loggedIn } = await openHost(host)
    const alice = await loggedIn()
    expect(await alice.post('/pay')).toMatchObject({ status: 401, code: 'demand.acr' })
    const thief = alice.copy()
    expect((await alice.post('/confirm')).status).toBe(200)
    expect(await alice.post('/pay')).toMatchObject({ status: 200, body: { by: 'alice' } })
    expect(await thief.post('/pay')).toMatchObject({ status: 401, code: 'demand.acr' })
    expect(await thief.get('/account')).toMatchObject({ status: 200, body: { proofs: ['pwd'] } })
    expect(await alice.stolen().post('/pay')).toMatchObject({ status: 401, code: 'demand.acr' })
    expect(await alice.get('/account')).toMatchObject({ body: { proofs: ['pwd', 'mfa'] } })
  })

  it('takes an older companion for what stood before, while it overlaps, and for nothing after', async () => {
    const { loggedIn, clock } = await openHost(host)
    const alice = await loggedIn()
    await alice.post('/confirm')
    const older = alice.copy()
    clock.advance(1_000)
    await alice.post('/confirm')
    expect((await alice.get('/account')).body.proofs).toEqual(['pwd', 'mfa', 'mfa'])
    expect((await older.get('/account')).body.proofs).toEqual(['pwd', 'mfa'])
    clock.advance(31_000)
    expect((await older.get('/account')).body.proofs).toEqual(['pwd'])
    expect((await alice.get('/account')).body.proofs).toEqual(['pwd', 'mfa', 'mfa'])
  })

  it('records a companion that is spent, and none that is honestly on its way', async () => {
    const { loggedIn, clock, records } = await openHost(host)
    const spent = () => records.filter((one) => one.type === 'secret.spent')
    const alice = await loggedIn()
    await alice.post('/confirm')
    const older = alice.copy()
    await alice.post('/confirm')
    await alice.get('/account')
    await older.get('/account')
    expect(spent()).toEqual([])
    clock.advance(31_000)
    expect((await older.get('/account')).status).toBe(200)
    expect(spent()).toMatchObject([{ subject: { id: 'alice' }, outcome: 'allow', session: expect.any(String) }])
    expect((await alice.get('/account')).body.handle).toBe(spent()[0]?.session)
    expect(spent()).toHaveLength(1)
  })

  it('keeps a stored cause against whoever has no companion', async () => {
    const policy = [riskScore({ atLeast: 60, decide: 'downgrade', to: 'read-only', holds: 'session' })]
    const { loggedIn, trust, clock } = await openHost(host, { options: { policy } })
    const alice = await loggedIn()
    clock.advance(120_000)
    await alice.get('/account')
    await trust.report({ subject: { id: 'alice' } }, { risk: 70 })
    expect((await alice.get('/account')).body.level).toBe('read-only')
    await alice.post('/confirm')
    expect((await alice.get('/account')).body.level).toBe('full')
    await trust.report({ subject: { id: 'alice' } }, { risk: 0 })
    expect((await alice.get('/account')).body.level).toBe('full')
    expect((await alice.stolen().get('/account')).body.level).toBe('read-only')
  })

  it('is not raised any more once it was revoked, however long its handler took', async () => {
    const opened = await openHost(host, {
      async beforeRaise() {
        await opened.trust.revoke({ subject: { id: 'alice' } })
        opened.clock.advance(60_000)
      },
    })
    const alice = await opened.loggedIn()
    const thief = alice.copy()
    expect(await alice.post('/confirm')).toMatchObject({ status: 401, code: 'session.ended' })
    expect(alice.cookies.has('raised')).toBe(false)
    expect((await thief.post('/pay')).status).toBe(401)
  })

  it('is not raised by a login page whose clock is ahead', async () => {
    const policy = [riskScore({ atLeast: 60, decide: 'downgrade', to: 'read-only', holds: 'session' })]
    const { loggedIn, trust, clock } = await openHost(host, {
      options: { policy },
      answer: ({ loginId, loginAt }) => ({ id: loginId, subject: { id: 'alice' }, start: loginAt + 4_000, acr: 'pwd' }),
    })
    const alice = await loggedIn()
    await alice.get('/account')
    await trust.report({ subject: { id: 'alice' } }, { risk: 70 })
    expect((await alice.get('/account')).body.level).toBe('read-only')
    // What is stored is lifted by a proof, not by a risk that is gone.
    await trust.report({ subject: { id: 'alice' } }, { risk: 0 })
    for (let i = 0; i < 6; i++) {
      clock.advance(1_000)
      expect((await alice.get('/account')).body).toMatchObject({ level: 'read-only', proofs: ['pwd'] })
    }
  })

  it('takes a companion of another session, or one that is made up, for none', async () => {
    const { loggedIn } = await openHost(host)
    const alice = await loggedIn()
    const mallory = await loggedIn('mallory')
    await mallory.post('/confirm')
    expect((await mallory.post('/pay')).status).toBe(200)
    for (const raised of [mallory.cookies.get('raised') as string, 'x'.repeat(43), '', '%00', 'a'.repeat(5_000)])
      expect(await alice.with('raised', raised).post('/pay')).toMatchObject({ status: 401, code: 'demand.acr' })
  })

  it('opens nothing by its companion alone', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { loggedIn, visitor } = await openHost(host)
    const alice = await loggedIn()
    await alice.post('/confirm')
    const { handle } = (await alice.get('/account')).body
    const raised = alice.cookies.get('raised') as string
    for (const name of ['raised', 'session', 'host', 'sid', 'connect.sid']) {
      for (const value of [raised, `${handle}.${raised}`]) {
        const { status, code } = await visitor().with(name, value).get('/account')
        // A library may throw at a cookie that is not its own: it could not be asked then.
        expect([status, code]).toEqual(status === 503 ? [503, 'fault.credential'] : [401, expect.any(String)])
      }
    }
  })
}
