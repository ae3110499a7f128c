import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Browser } from 'bank-example/client/browser'
import { CookieJar } from 'bank-example/client/cookie-jar'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'

const MINUTE = 60_000
const device = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36' }
const alice = { username: 'alice', password: 'a long password' }

vi.stubEnv('PORT', '0').stubEnv('PASSWORD', alice.password)
const { server, trust } = await import('../src/app.ts')
if (!server.listening) await once(server, 'listening')
const url = (path: string) => new URL(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await trust.close()
})

const later = (ms: number) => vi.setSystemTime(Date.now() + ms)

const codeOf = async (browser: Browser) => JSON.parse((await browser.fetch('GET', url('/account'))).body).code

async function loggedIn(): Promise<Browser> {
  const browser = new Browser(device)
  await browser.submit(url('/login'), alice)
  return browser
}

test('nobody is logged in: a person is sent to the login page and from there back, a program is told', async () => {
  const browser = new Browser(device)
  expect(await browser.fetch('GET', url('/account'))).toMatchObject({ status: 401 })
  const page = await browser.visit(url('/account'))
  expect(page.url.pathname + page.url.search).toBe('/login?returnTo=%2Faccount')
  const account = await browser.submit(page.url, alice)
  expect([account.url.pathname, account.status, account.body]).toEqual(['/account', 200, '{"hello":"alice"}'])
})

test('a wrong password logs nobody in, and neither that nor somebody else’s raises anything', async () => {
  const browser = new Browser(device)
  expect((await browser.submit(url('/login'), { ...alice, password: 'wrong' })).status).toBe(401)
  expect((await browser.fetch('GET', url('/account'))).status).toBe(401)

  const owner = await loggedIn()
  later(6 * MINUTE)
  expect((await owner.submit(url('/confirm'), { ...alice, password: 'wrong' })).status).toBe(401)
  const other = await owner.submit(url('/confirm'), { ...alice, username: 'bruno' })
  expect([other.status, JSON.parse(other.body)]).toMatchObject([403, { code: 'raise.other-subject' }])
  expect((await owner.fetch('POST', url('/payees'))).status).toBe(401)
})

test('a sensitive action asks for the password again, and what was proved is not in a copy of the cookie', async () => {
  const owner = await loggedIn()
  expect((await owner.fetch('POST', url('/payees'))).status).toBe(200)
  later(6 * MINUTE)
  const refused = await owner.fetch('POST', url('/payees'))
  expect([refused.status, JSON.parse(refused.body)]).toMatchObject([401, { code: 'demand.age', step_up: '/confirm' }])

  const thief = new Browser(
    device,
    CookieJar.stolenFrom(owner.jar, url('/').origin, () => true),
  )
  expect((await owner.submit(url('/confirm'), alice)).url.pathname).toBe('/account')
  expect((await owner.fetch('POST', url('/payees'))).status).toBe(200)
  expect((await thief.fetch('POST', url('/payees'))).status).toBe(401)
})

test('a revoked login is gone at Passport too, with every copy, and logging in again is another login', async () => {
  const owner = await loggedIn()
  await owner.fetch('GET', url('/account'))
  const copy = new Browser(
    device,
    CookieJar.stolenFrom(owner.jar, url('/').origin, () => true),
  )
  await trust.revoke({ subject: { id: 'alice' } }, { reason: 'offboarded' })
  expect(await codeOf(owner)).toBe('session.ended')
  // What Passport kept is gone with it: now there is nobody to refuse.
  expect(await codeOf(owner)).toBe('credential.absent')
  expect(await codeOf(copy)).toBe('credential.absent')

  later(MINUTE)
  expect((await owner.submit(url('/login'), alice)).body).toBe('{"hello":"alice"}')
  expect((await copy.fetch('GET', url('/account'))).status).toBe(401)
})

test('logging out ends it here and at Passport', async () => {
  const owner = await loggedIn()
  const copy = new Browser(
    device,
    CookieJar.stolenFrom(owner.jar, url('/').origin, () => true),
  )
  expect((await owner.submit(url('/logout'), {})).url.pathname).toBe('/login')
  expect(await codeOf(owner)).toBe('credential.absent')
  expect(await codeOf(copy)).toBe('credential.absent')
})
