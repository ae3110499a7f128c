import { expect, it } from 'vitest'
import type { HostUnderTest } from '../host-under-test.ts'
import { openHost } from '../open-host.ts'

/** A login of the application's own becomes a session of ours with the first request that shows it. */
export function adoption(host: HostUnderTest): void {
  it('is adopted with the first request that shows a login', async () => {
    const { loggedIn, trust } = await openHost(host)
    const alice = await loggedIn()
    expect((await trust.sessions()).sessions).toEqual([])
    const first = await alice.get('/account')
    expect(first).toMatchObject({ status: 200, body: { user: 'alice', level: 'full', proofs: ['pwd'] } })
    const again = await alice.get('/account')
    expect(again.body.handle).toBe(first.body.handle)
    const { sessions } = await trust.sessions({ subject: { id: 'alice' } })
    expect(sessions).toMatchObject([{ handle: first.body.handle, credential: 'existingSession' }])
  })

  it('is one session, however many requests adopt it at once', async () => {
    const { loggedIn, trust } = await openHost(host)
    const alice = await loggedIn()
    const answers = await Promise.all(Array.from({ length: 8 }, () => alice.copy().get('/account')))
    expect(new Set(answers.map((one) => one.body.handle)).size).toBe(1)
    expect((await trust.sessions()).sessions).toHaveLength(1)
  })

  it('stores nothing for visitors who are not logged in', async () => {
    const { visitor, trust } = await openHost(host)
    const nobody = visitor()
    for (let i = 0; i < 20; i++) expect(await nobody.get('/open')).toMatchObject({ status: 200, body: { user: null } })
    expect(await nobody.get('/account')).toMatchObject({ status: 401, code: 'credential.absent' })
    expect((await trust.sessions()).sessions).toEqual([])
  })

  it('is judged once where retrust is mounted twice', async () => {
    const { loggedIn, trust, records } = await openHost(host, { mounts: 2 })
    const alice = await loggedIn()
    records.length = 0
    expect(await alice.get('/open')).toMatchObject({ status: 200, body: { user: 'alice' } })
    expect(records.filter((one) => one.type === 'decision')).toHaveLength(1)
    expect((await trust.sessions()).sessions).toHaveLength(1)
  })

  it('refuses an unsafe request of another site, since a browser lends it the cookie', async () => {
    const { loggedIn } = await openHost(host)
    const alice = await loggedIn()
    expect(await alice.post('/confirm', { 'sec-fetch-site': 'cross-site' })).toMatchObject({
      status: 403,
      code: 'cross-site',
    })
  })
}
