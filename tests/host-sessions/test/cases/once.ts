import { deny, terminate } from '@retrust/core'
import { expect, it } from 'vitest'
import type { HostUnderTest } from '../host-under-test.ts'
import { openHost } from '../open-host.ts'

/** A handler runs once or not at all, and what comes late is kept or told, never thrown into the application. */
export function once(host: HostUnderTest): void {
  it('runs no handler after a termination, a revocation or a fault', async () => {
    let broken = false
    let runs = 0
    const { loggedIn, trust } = await openHost(host, {
      onOpen: () => void runs++,
      beforeRead() {
        if (broken) throw new Error('the library is broken')
      },
    })
    const alice = await loggedIn()
    expect((await alice.get('/open')).status).toBe(200)
    broken = true
    expect((await alice.get('/open')).status).toBe(503)
    broken = false
    await trust.report({ subject: { id: 'alice' } }, { risk: 95 })
    expect((await alice.copy().get('/open')).status).toBe(401)
    expect(runs).toBe(1)
  })

  it('judges once more where a stricter engine stands inside, and each engine records its own', async () => {
    let strict = (): ReturnType<typeof deny> | undefined => undefined
    const { loggedIn, records } = await openHost(host, { innerPolicy: [() => strict()] })
    const alice = await loggedIn()
    await alice.get('/inner/account')
    records.length = 0
    expect(await alice.get('/inner/account')).toMatchObject({ status: 200, body: { user: 'alice' } })
    expect(records).toHaveLength(2)
    strict = () => deny('inner.strict')
    expect(await alice.get('/inner/account')).toMatchObject({ status: 403, code: 'inner.strict' })
    expect(await alice.get('/account')).toMatchObject({ status: 200, body: { user: 'alice' } })
    strict = () => terminate('inner.over')
    const copy = alice.copy()
    expect(await alice.get('/inner/account')).toMatchObject({ status: 401, code: 'inner.over' })
    // The library's session is over for both; a copy of a cookie that holds it, inside only.
    expect((await alice.get('/account')).status).toBe(401)
    strict = () => undefined
    expect((await copy.get('/inner/account')).status).toBe(401)
  })

  it('does not bring back what was terminated while the handler wrote into the session', async () => {
    const { loggedIn, trust, clock } = await openHost(host, {
      byLibraryId: host.hasIds,
      async beforeWrite(view) {
        await trust.report({ subject: { id: 'alice' } }, { risk: 95 })
        await view.demand({}).catch(() => undefined)
      },
    })
    const alice = await loggedIn()
    const copy = alice.copy()
    expect(await alice.post('/stubborn')).toMatchObject({ status: 401, code: 'risk.high' })
    await trust.report({ subject: { id: 'alice' } }, { risk: 0 })
    clock.advance(7_000)
    expect((await alice.get('/account')).status).toBe(401)
    expect((await copy.get('/account')).status).toBe(401)
    expect((await (await loggedIn()).get('/account')).status).toBe(200)
  })

  it('does not bring back what another request terminated while the handler wrote into the session', async () => {
    let write = (): void => undefined
    let reached = (): void => undefined
    const inHandler = new Promise<void>((resolve) => {
      reached = resolve
    })
    const { loggedIn, trust } = await openHost(host, {
      byLibraryId: host.hasIds,
      beforeWrite() {
        reached()
        return new Promise<void>((resolve) => {
          write = resolve
        })
      },
    })
    const alice = await loggedIn()
    await alice.get('/account')
    const other = alice.copy()
    const writing = alice.post('/stubborn')
    await inHandler
    await trust.report({ subject: { id: 'alice' } }, { risk: 95 })
    expect(await other.get('/account')).toMatchObject({ status: 401, code: 'risk.high' })
    write()
    await writing
    await trust.report({ subject: { id: 'alice' } }, { risk: 0 })
    for (const one of [alice, other]) expect((await one.get('/account')).status).toBe(401)
  })

  it.each(['settles', 'rejects'])('survives a `read` that %s when the client is gone', async (how) => {
    let runs = 0
    let asked: (() => void) | undefined
    let settle = (): void => undefined
    const { loggedIn } = await openHost(host, {
      onOpen: () => void runs++,
      beforeRead() {
        if (asked === undefined) return
        asked()
        return new Promise<void>((resolve, reject) => {
          settle = () => (how === 'settles' ? resolve() : reject(new Error('too late')))
        })
      },
    })
    const alice = await loggedIn()
    const client = new AbortController()
    const reading = new Promise<void>((resolve) => {
      asked = resolve
    })
    const answer = alice.open('/open', { signal: client.signal }).catch(() => undefined)
    await reading
    client.abort()
    settle()
    await answer
    asked = undefined
    // Whoever comes next is answered, and finds one session.
    expect((await alice.get('/open')).status).toBe(200)
    expect(runs).toBeLessThanOrEqual(2)
  })

  it('answers when `end` never does', async () => {
    let called: (() => void) | undefined
    const { loggedIn, trust, clock, faults } = await openHost(host, {
      beforeEnd() {
        called?.()
        return new Promise(() => undefined)
      },
    })
    const alice = await loggedIn()
    await alice.get('/account')
    const ending = new Promise<void>((resolve) => {
      called = resolve
    })
    await trust.report({ subject: { id: 'alice' } }, { risk: 95 })
    const asked = alice.get('/account')
    await ending
    clock.advance(6_000)
    expect(await asked).toMatchObject({ status: 401, code: 'risk.high' })
    expect(faults.some((one) => one.source === 'credential.end')).toBe(true)
  })

  it.each(['raise', 'end'])('keeps a %s that comes after the head, or tells that it could not', async (act) => {
    let release = (): void => undefined
    const afterHead = new Promise<void>((resolve) => {
      release = resolve
    })
    const { loggedIn } = await openHost(host, { afterHead })
    const alice = await loggedIn()
    await alice.get('/account')
    const copy = alice.copy()
    const late = await alice.open(`/late?do=${act}`)
    release()
    // Where the library cannot end it any more, the answer is cut: a refusal has no other way to be heard.
    const text = await late.text().catch(() => 'cut')
    expect(text).toMatch(act === 'end' ? /^head, done$|^cut$/ : /^head, threw MisuseError: The answer was sent already/)
    if (act === 'end') {
      expect((await copy.get('/account')).status).toBe(401)
      expect((await alice.get('/account')).status).toBe(401)
    } else expect(await copy.post('/pay')).toMatchObject({ status: 401, code: 'demand.acr' })
  })
}
