import { expect, it } from 'vitest'
import type { HostUnderTest } from '../host-under-test.ts'
import { openHost } from '../open-host.ts'
import type { Visitor } from '../visitor.ts'

const HOUR = 3_600_000

/** What ended has ended at the host too, and no copy of it is adopted again. */
export function endings(host: HostUnderTest): void {
  it('is terminated at the host, and the untouched login page begins another', async () => {
    const { loggedIn, trust, clock } = await openHost(host)
    const alice = await loggedIn()
    await alice.get('/account')
    const thief = alice.copy()
    await trust.report({ subject: { id: 'alice' } }, { risk: 95 })
    expect(await alice.get('/account')).toMatchObject({ status: 401, code: 'risk.high' })
    // The library itself has let it go: nobody is logged in where nothing guards.
    expect(await alice.get('/open')).toMatchObject({ status: 200, body: { user: null } })

    await trust.report({ subject: { id: 'alice' } }, { risk: 0 })
    clock.advance(7_000)
    expect((await alice.post('/login?user=alice')).status).toBe(200)
    expect(await alice.get('/account')).toMatchObject({ status: 200, body: { user: 'alice' } })
    await expectOut(thief)
    expect((await alice.get('/account')).status).toBe(200)
  })

  it('is ended by a revocation, with every copy of its cookie, for as long as it may live', async () => {
    const { loggedIn, trust, clock } = await openHost(host)
    const alice = await loggedIn()
    await alice.get('/account')
    const copies = [alice.copy(), alice.copy(), alice.copy()] as const
    await trust.revoke({ subject: { id: 'alice' } }, { reason: 'offboarded' })
    await expectOut(copies[0])
    clock.advance(6 * HOUR)
    await expectOut(copies[1])
    // Its record is gone by now: what is too old is over by itself.
    clock.advance(20 * HOUR)
    await expectOut(copies[2])
  })

  it('is refused by its row alone, where the log has lost the end', async () => {
    const { loggedIn, store, clock } = await openHost(host)
    const alice = await loggedIn()
    await alice.get('/account')
    const copies = [alice.copy(), alice.copy()] as const
    const [row] = (await store.sessions.page({ tenant: '' })).sessions
    await store.sessions.end(row?.key as string, { at: clock.now(), reason: 'offboarded', by: 'revocation' })
    expect((await store.changes.since(0)).changes).toEqual([])
    expect(await alice.get('/account')).toMatchObject({ status: 401, code: 'session.ended' })
    await expectOut(copies[0])
    clock.advance(11 * HOUR)
    await expectOut(copies[1])
  })

  it('is not adopted where its subject was revoked before it was ever seen', async () => {
    const { loggedIn, trust } = await openHost(host)
    const alice = await loggedIn()
    await trust.revoke({ subject: { id: 'alice' } })
    await expectOut(alice)
    expect((await trust.sessions()).sessions).toEqual([])
  })

  it('tells a login within clockLeeway of a revocation from one that was ended, and takes a later one', async () => {
    const { loggedIn, trust, clock, records } = await openHost(host)
    const before = await loggedIn()
    await before.get('/account')
    await trust.revoke({ subject: { id: 'alice' } }, { reason: 'offboarded' })
    clock.advance(2_000)
    const tooSoon = await loggedIn()
    expect(await tooSoon.get('/account')).toMatchObject({ status: 401, code: 'session.too-soon' })
    expect(records.at(-1)).toMatchObject({ anonymousBecause: 'session.too-soon', anonymousDetail: 'offboarded' })
    expect(await tooSoon.get('/open')).toMatchObject({ status: 200, body: { user: null } })
    clock.advance(5_000)
    expect((await (await loggedIn()).get('/account')).status).toBe(200)
    expect(await before.get('/account')).toMatchObject({ status: 401, code: 'session.ended' })
  })

  it('is refused when it is revoked while it is judged', async () => {
    let revokes = false
    const opened = await openHost(host, {
      options: {
        signals: { late: async () => (revokes ? opened.trust.revoke({ subject: { id: 'alice' } }) : undefined) },
      },
    })
    const alice = await opened.loggedIn()
    expect((await alice.get('/open')).status).toBe(200)
    revokes = true
    expect(await alice.get('/open')).toMatchObject({ status: 401, code: 'session.ended' })
    expect(await alice.get('/open')).toMatchObject({ status: 200, body: { user: null } })
  })

  it('is refused in the form of a preflight too, which no browser gives a cookie', async () => {
    const { loggedIn, trust } = await openHost(host)
    const alice = await loggedIn()
    await trust.revoke({ subject: { id: 'alice' } })
    const headers = { origin: 'https://shop.example.test', 'access-control-request-method': 'POST' }
    expect((await alice.open('/open', { method: 'OPTIONS', headers })).status).toBe(401)
  })

  it('lets the login page go on, once what is dead was ended', async () => {
    const { loggedIn, trust, clock } = await openHost(host)
    const alice = await loggedIn()
    await alice.get('/account')
    await trust.revoke({ subject: { id: 'alice' } })
    clock.advance(7_000)
    expect((await alice.post('/login?user=alice')).status).toBe(200)
    expect(await alice.get('/account')).toMatchObject({ status: 200, body: { user: 'alice' } })
  })

  it('shows nobody to a page that stays open, and comes back by no look of that page', async () => {
    const { loggedIn, trust } = await openHost(host, { options: { pages: { login: '/open' } } })
    const alice = await loggedIn()
    await alice.get('/account')
    const copy = alice.copy()
    await trust.revoke({ subject: { id: 'alice' } })
    for (const visitor of [alice, alice, copy])
      expect(await visitor.get('/open')).toMatchObject({ status: 200, body: { user: null } })
    await expectOut(copy)
  })

  it('ends with a log-out, here and at the host', async () => {
    const { loggedIn } = await openHost(host)
    const alice = await loggedIn()
    await alice.get('/account')
    const copy = alice.copy()
    expect((await alice.post('/logout')).status).toBe(200)
    expect(await alice.get('/open')).toMatchObject({ status: 200, body: { user: null } })
    await expectOut(copy)
  })

  it('is over when it is older than its longest life, whatever the library says', async () => {
    const { loggedIn, clock } = await openHost(host)
    const alice = await loggedIn()
    clock.advance(13 * HOUR)
    expect(await alice.get('/account')).toMatchObject({ status: 401, code: 'session.expired' })
    expect(await alice.get('/open')).toMatchObject({ status: 200, body: { user: null } })
  })
}

/** Refused where something guards, and where nothing does: or else the library, which kept it, shows nobody any more. */
async function expectOut(copy: Visitor): Promise<void> {
  const { status, body } = await copy.copy().get('/open')
  if (status === 200) expect(body).toEqual({ user: null })
  else expect(status).toBe(401)
  expect((await copy.get('/account')).status).toBe(401)
  expect((await copy.post('/pay')).status).toBe(401)
}
