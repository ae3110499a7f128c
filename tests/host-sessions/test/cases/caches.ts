import { expect, it } from 'vitest'
import { cachingProxy } from '../caching-proxy.ts'
import type { HostUnderTest } from '../host-under-test.ts'
import { openHost } from '../open-host.ts'

/** A shared cache before the server gives nobody what was somebody else's (field case C48). */
export function caches(host: HostUnderTest): void {
  it('is asked again after a refusal, and after a termination, through a shared cache', async () => {
    const { loggedIn, visitor, trust } = await openHost(host, { through: (inner) => cachingProxy(inner, 'strict') })
    const nobody = visitor()
    expect((await nobody.get('/account')).status).toBe(401)
    const alice = await loggedIn()
    expect((await alice.get('/account')).body.user).toBe('alice')
    expect((await nobody.get('/account')).status).toBe(401)
    await trust.report({ subject: { id: 'alice' } }, { risk: 95 })
    expect((await alice.get('/account')).status).toBe(401)
    expect((await alice.get('/account')).status).toBe(401)
  })

  it('varies, where a cache keeps a refusal all the same', async () => {
    const { loggedIn, visitor } = await openHost(host, { through: (inner) => cachingProxy(inner, 'careless') })
    const nobody = visitor()
    expect(await nobody.get('/account')).toMatchObject({ status: 401, code: 'credential.absent' })
    // The cache has it: another one who sends the same gets it.
    expect((await visitor().get('/account')).status).toBe(401)
    const alice = await loggedIn()
    expect(await alice.get('/account')).toMatchObject({ status: 200, body: { user: 'alice' } })
    expect((await nobody.get('/account')).status).toBe(401)
  })
}
