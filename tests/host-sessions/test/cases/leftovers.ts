import { expect, it } from 'vitest'
import type { HostUnderTest } from '../host-under-test.ts'
import { openHost } from '../open-host.ts'

const SECRETS = ['SECRET-in-a-header', 'SECRET-in-the-query', 'SECRET-in-an-error'] as const

/** Nothing of a cookie is left in what leaves the process (field case C48). */
export function leftovers(host: HostUnderTest): void {
  it('leaves no cookie, secret or session id in records, faults and refusals', async () => {
    let endFails = false
    const opened = await openHost(host, {
      byLibraryId: host.hasIds,
      beforeEnd: () => {
        if (endFails) throw new Error(`the library is broken over ${SECRETS[2]}`)
      },
    })
    const { loggedIn, trust, records, faults } = opened
    const alice = await loggedIn()
    const answers = [await alice.get('/account'), await alice.post('/pay')]
    const sent = { authorization: `Bearer ${SECRETS[0]}`, dpop: SECRETS[0], referer: `http://host/?t=${SECRETS[1]}` }
    answers.push(await alice.get(`/account?access_token=${SECRETS[1]}`, sent))
    await alice.post('/confirm')
    answers.push(await alice.post('/pay'))
    const secrets = [...SECRETS, ...alice.cookies.values()].flatMap((value) => [
      value,
      ...decodeURIComponent(value).split(/[.:]/),
    ])
    endFails = true
    await trust.report({ subject: { id: 'alice' } }, { risk: 95 })
    answers.push(await alice.get('/account'), await alice.get('/open'), await alice.post('/login?user=alice'))
    const refusals = answers.filter((one) => one.status >= 400)
    expect(refusals.map((one) => [one.status, one.caching])).toEqual([
      [401, 'no-store'],
      [401, 'no-store'],
      [401, 'no-store'],
      [503, 'no-store'],
    ])
    const told = JSON.stringify([
      records,
      // What an error holds is the application's own: only its listeners get it.
      faults.map((one) => one.source),
      answers.map((one) => one.text),
    ])
    const stored = JSON.stringify((await trust.sessions()).sessions)
    expect(records.length).toBeGreaterThan(4)
    for (const secret of secrets.filter((one) => one.length > 8)) {
      expect(told).not.toContain(secret)
      expect(stored).not.toContain(secret)
    }
  })
}
