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
