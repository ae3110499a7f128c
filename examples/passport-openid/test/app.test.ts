import { once } from 'node:events'
import { Browser } from 'bank-example/client/browser'
import { CookieJar } from 'bank-example/client/cookie-jar'
import { freeOrigin } from 'bank-example/client/free-origin'
import { asksForPassword, signIn } from 'bank-example/client/sign-in'
import { bankClient } from 'bank-example/provider/configuration'
import { startProvider } from 'bank-example/provider/start-provider'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'

const MINUTE = 60_000
const device = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36' }

const provider = await startProvider()
const origin = await freeOrigin()
vi.stubEnv('ISSUER', provider.origin).stubEnv('CLIENT_ID', bankClient.id).stubEnv('CLIENT_SECRET', bankClient.secret)
vi.stubEnv('ORIGIN', origin)
const { server, trust } = await import('../src/app.ts')
if (!server.listening) await once(server, 'listening')
const url = (path: string) => new URL(path, origin)

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await trust.close()
  await provider.close()
})

const later = (ms: number) => vi.setSystemTime(Date.now() + ms)

const codeOf = async (browser: Browser) => JSON.parse((await browser.fetch('GET', url('/'))).body).code

async function loggedIn(): Promise<Browser> {
  const browser = new Browser(device)
  await signIn(browser, url('/'), 'alice', 'pwd')
  return browser
}
const copyOf = (owner: Browser) =>
  new Browser(
    device,
    CookieJar.stolenFrom(owner.jar, origin, () => true),
  )

test('a person is sent to the provider and comes back to where they wanted to be', async () => {
  const browser = new Browser(device)
  expect((await browser.fetch('GET', url('/'))).status).toBe(401)
  const answer = await signIn(browser, url('/?tab=2'), 'alice', 'pwd')
  expect([answer.url.href, answer.status, answer.body]).toEqual([`${origin}/?tab=2`, 200, '{"hello":"alice"}'])
})

test('what needs a second factor sends the person back to the provider, which asks for it', async () => {
  const owner = await loggedIn()
  const refused = await owner.fetch('GET', url('/payees'))
  expect([refused.status, JSON.parse(refused.body)]).toMatchObject([401, { code: 'demand.acr', acr_values: 'mfa' }])

  const thief = copyOf(owner)
  const payees = await signIn(owner, url('/payees'), 'alice', 'mfa')
  expect([payees.url.href, payees.status, payees.body]).toEqual([`${origin}/payees`, 200, '{"payees":[]}'])
  expect((await thief.fetch('GET', url('/payees'))).status).toBe(401)

  later(6 * MINUTE)
  const old = await owner.fetch('GET', url('/payees'))
  expect([old.status, JSON.parse(old.body)]).toMatchObject([401, { code: 'demand.age', max_age: 300 }])
  expect((await signIn(owner, url('/payees'), 'alice', 'mfa')).body).toBe('{"payees":[]}')
})

test('somebody else’s proof raises nothing', async () => {
  const thief = copyOf(await loggedIn())
  const answer = await signIn(thief, url('/payees'), 'bruno', 'mfa')
  expect([answer.status, JSON.parse(answer.body)]).toMatchObject([403, { code: 'raise.other-subject' }])
  expect((await thief.fetch('GET', url('/payees'))).status).toBe(401)
  expect((await thief.fetch('GET', url('/'))).body).toBe('{"hello":"alice"}')
})

test('after a revocation the provider asks again, though it still knows the person', async () => {
  const owner = await loggedIn()
  const copy = copyOf(owner)
  await trust.revoke({ subject: { id: 'alice' } })
  expect(await codeOf(copy)).toBe('session.ended')
  // What Passport kept is gone with it: now there is nobody to refuse.
  expect(await codeOf(copy)).toBe('credential.absent')

  later(MINUTE)
  expect(asksForPassword(await owner.visit(url('/')))).toBe(true)
  expect((await signIn(owner, url('/'), 'alice', 'pwd')).body).toBe('{"hello":"alice"}')
  expect((await copy.fetch('GET', url('/'))).status).toBe(401)
})

test('logging out ends it here and at Passport', async () => {
  const owner = await loggedIn()
  const copy = copyOf(owner)
  expect(asksForPassword(await owner.submit(url('/logout'), {}))).toBe(true)
  expect(await codeOf(owner)).toBe('credential.absent')
  expect(await codeOf(copy)).toBe('credential.absent')
})
