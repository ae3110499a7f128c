import { once } from 'node:events'
import type { Server } from 'node:http'
import { Browser } from 'bank-example/client/browser'
import { CookieJar } from 'bank-example/client/cookie-jar'
import { freeOrigin } from 'bank-example/client/free-origin'
import { generate } from 'otplib'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'

const MINUTE = 60_000
const device = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36' }
const password = 'a long password'

const origin = await freeOrigin()
vi.stubEnv('ORIGIN', origin)
const { auth, server, trust } = await import('../src/app.ts')
if (!server.listening) await once(server, 'listening')
const url = (path: string) => new URL(path, origin)

// better-auth takes three requests of a kind in ten seconds from one address.
vi.useFakeTimers({ toFake: ['Date'] })
beforeEach(() => void later(MINUTE))
afterAll(async () => {
  server.close()
  ;(server as Server).closeAllConnections()
  await trust.close()
})

const later = (ms: number) => vi.setSystemTime(Date.now() + ms)
const copyOf = (owner: Browser) =>
  new Browser(
    device,
    CookieJar.stolenFrom(owner.jar, origin, () => true),
  )
const cookiesOf = (browser: Browser) => new Headers({ cookie: browser.jar.header(url('/')) ?? '' })
const logIn = (browser: Browser, email: string) =>
  browser.fetch('POST', url('/api/auth/sign-in/email'), { email, password })

let people = 0

/** Somebody new, logged in through better-auth's own endpoint. */
async function signedUp() {
  const email = `person${++people}@example.com`
  const browser = new Browser(device)
  const { body } = await browser.fetch('POST', url('/api/auth/sign-up/email'), { name: 'Alice', email, password })
  return { browser, email, id: JSON.parse(body).user.id as string }
}

/** Enrols an authenticator app, and answers what it shows. */
async function withSecondFactor(browser: Browser) {
  const { body } = await browser.fetch('POST', url('/api/auth/two-factor/enable'), { password })
  const secret = new URL(JSON.parse(body).totpURI).searchParams.get('secret') ?? ''
  const code = () => generate({ secret })
  expect((await browser.fetch('POST', url('/api/auth/two-factor/verify-totp'), { code: await code() })).status).toBe(
    200,
  )
  return code
}

test('better-auth logs in, and each request is judged', async () => {
  expect((await new Browser(device).fetch('GET', url('/account'))).status).toBe(401)
  const { browser, id } = await signedUp()
  expect(await browser.fetch('GET', url('/account'))).toMatchObject({
    status: 200,
    body: JSON.stringify({ hello: id }),
  })
})

test('a sensitive route asks for the code, and a copy of better-auth’s cookies is not raised by it', async () => {
  const { browser } = await signedUp()
  const code = await withSecondFactor(browser)
  const refused = await browser.fetch('POST', url('/payees'))
  expect([refused.status, JSON.parse(refused.body)]).toMatchObject([401, { code: 'demand.acr', step_up: '/confirm' }])

  const thief = copyOf(browser)
  expect((await browser.fetch('POST', url('/confirm'), { code: '000000' })).status).toBe(401)
  expect((await browser.fetch('POST', url('/payees'))).status).toBe(401)
  expect((await browser.fetch('POST', url('/confirm'), { code: await code() })).status).toBe(200)
  expect((await browser.fetch('POST', url('/payees'))).status).toBe(200)
  expect((await thief.fetch('POST', url('/payees'))).status).toBe(401)
  later(6 * MINUTE)
  expect((await browser.fetch('POST', url('/payees'))).status).toBe(401)
})

test('guesses of the code are limited', async () => {
  const { browser } = await signedUp()
  await withSecondFactor(browser)
  later(MINUTE)
  const guesses = ['000001', '000002', '000003', '000004']
  const statuses = []
  for (const code of guesses) statuses.push((await browser.fetch('POST', url('/confirm'), { code })).status)
  expect(statuses).toEqual([401, 401, 401, 429])
  expect((await browser.fetch('POST', url('/payees'))).status).toBe(401)
})

test('better-auth’s own sensitive endpoints ask for it too, however their path is written', async () => {
  const { browser } = await signedUp()
  const code = await withSecondFactor(browser)
  const body = { currentPassword: password, newPassword: 'another long password' }
  const change = (path: string) => browser.fetch('POST', url(path), body)
  expect((await change('/api/auth/change-password')).status).toBe(401)
  const status = async (path: string) => (await change(path)).status
  expect(await status('/api/auth/./change-password')).toBe(401)
  expect(await status('/api/auth/change%2Dpassword')).toBe(401)
  for (const path of ['change-password/', '/change-password', 'Change-Password'])
    expect(await status(`/api/auth/${path}`)).toBe(404)
  // Still the old password: none of them changed it.
  await browser.fetch('POST', url('/confirm'), { code: await code() })
  expect((await change('/api/auth/change-password')).status).toBe(200)
})

test('what is terminated is gone at better-auth, and its sign-in endpoint begins another', async () => {
  const { browser, email, id } = await signedUp()
  await browser.fetch('GET', url('/account'))
  const copy = copyOf(browser)
  await trust.report({ subject: { id } }, { risk: 95 })
  expect(JSON.parse((await browser.fetch('GET', url('/account'))).body)).toMatchObject({ code: 'risk.high' })
  // The row is gone, the cookies are off this browser, and the copy is refused though its cached session still opens better-auth.
  expect(browser.jar.names(origin)).toEqual([])
  expect(await auth.api.getSession({ headers: cookiesOf(copy), query: { disableCookieCache: true } })).toBe(null)

  await trust.report({ subject: { id } }, { risk: 0 })
  // A login at the very instant of the terminated one would be that one.
  later(1_000)
  expect((await logIn(browser, email)).status).toBe(200)
  expect((await browser.fetch('GET', url('/account'))).status).toBe(200)
  expect((await copy.fetch('GET', url('/account'))).status).toBe(401)
})

test('a cached cookie opens better-auth after the end, and nothing here', async () => {
  const { browser, id } = await signedUp()
  await browser.fetch('GET', url('/account'))
  const copies = [copyOf(browser), copyOf(browser)] as const
  await trust.revoke({ subject: { id } }, { reason: 'offboarded' })
  expect((await browser.fetch('GET', url('/account'))).status).toBe(401)

  expect((await auth.api.getSession({ headers: cookiesOf(copies[0]) }))?.user.id).toBe(id)
  expect((await copies[0].fetch('GET', url('/account'))).status).toBe(401)
  expect((await copies[1].fetch('GET', url('/api/auth/get-session'))).status).toBe(401)
})

test('signing out through better-auth’s client ends every copy', async () => {
  const { browser } = await signedUp()
  await browser.fetch('GET', url('/account'))
  const copy = copyOf(browser)
  expect(await browser.fetch('POST', url('/api/auth/sign-out'), {})).toMatchObject({
    status: 200,
    body: '{"success":true}',
  })
  expect(browser.jar.names(origin)).toEqual([])
  expect((await browser.fetch('GET', url('/account'))).status).toBe(401)
  expect((await copy.fetch('GET', url('/account'))).status).toBe(401)
})
