import { expect, it, vi } from 'vitest'
import type { HostUnderTest } from '../host-under-test.ts'
import { openHost } from '../open-host.ts'

const ODD = [
  '__proto__',
  'constructor',
  '%00',
  'a%00b',
  '%ED%A0%80',
  '*',
  'user:*',
  ' ',
  '%0d%0aset-cookie:%20a=b',
  'x'.repeat(6_000),
]

/** What outsiders send leaves no rows, and no odd name opens, breaks or stores anything. */
export function growth(host: HostUnderTest): void {
  it('keeps one row for a session, however often and through how many copies it is shown', async () => {
    const { loggedIn, trust, clock } = await openHost(host)
    const alice = await loggedIn()
    for (let i = 0; i < 40; i++) {
      expect((await alice.copy().get('/account')).status).toBe(200)
      clock.advance(60_000)
    }
    expect((await trust.sessions()).sessions).toHaveLength(1)
  })

  it('keeps nothing of visitors without a login, and one change for a revocation of many sessions', async () => {
    const { loggedIn, visitor, trust, store } = await openHost(host)
    const size = async () => [
      (await trust.sessions({ limit: 100 })).sessions.length,
      (await store.changes.since(0)).changes.length,
    ]
    for (let i = 0; i < 60; i++) await visitor().get(`/open?${i}`)
    expect(await size()).toEqual([0, 0])
    const many = await Promise.all(Array.from({ length: 30 }, () => loggedIn()))
    for (const one of many) await one.get('/account')
    expect(await size()).toEqual([30, 0])
    await trust.revoke({ subject: { id: 'alice' } })
    expect(await size()).toEqual([30, 1])
    for (const one of many) expect((await one.get('/account')).status).toBe(401)
    expect(await size()).toEqual([30, 1])
  })

  it('keeps no row of a session that is over by age', async () => {
    const { loggedIn, trust, clock } = await openHost(host)
    for (let i = 0; i < 20; i++) await (await loggedIn(`user ${i}`)).get('/account')
    expect((await trust.sessions({ limit: 100 })).sessions).toHaveLength(20)
    clock.advance(26 * 3_600_000)
    await (await loggedIn()).get('/account')
    expect((await trust.sessions({ limit: 100 })).sessions).toHaveLength(1)
  })

  it.each(ODD.map((value, i) => ({ i, value })))(
    'takes odd cookie $i, of the library or ours, for no session',
    async ({ value }) => {
      // @hono/session writes what it cannot open to the console.
      vi.spyOn(console, 'error').mockImplementation(() => undefined)
      const { visitor, trust } = await openHost(host)
      for (const name of ['host', 'host.sig', 'connect.sid', 'sid', 'raised', '__proto__', 'constructor']) {
        const { status, code } = await visitor().with(name, value).get('/account')
        // A library may throw at a cookie that is not its own: it could not be asked then.
        expect([status, code]).toEqual(status === 503 ? [503, 'fault.credential'] : [401, 'credential.absent'])
      }
      expect((await trust.sessions()).sessions).toEqual([])
      expect(Object.keys(Object.prototype)).toEqual([])
    },
  )
}
