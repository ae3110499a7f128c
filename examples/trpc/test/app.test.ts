import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createTRPCClient, httpBatchLink, httpLink, splitLink, TRPCClientError } from '@trpc/client'
import { CookieJar } from 'bank-example/client/cookie-jar'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { AppRouter } from '../src/app.ts'

vi.stubEnv('PORT', '0')
const { server, trust } = await import('../src/app.ts')
if (!server.listening) await once(server, 'listening')
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

beforeEach(() => trust.report({ subject: { id: 'alice' } }, { risk: 0 }))
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await trust.close()
})

/** A browser: cookies, and every request that its clients made. */
function browser() {
  const jar = new CookieJar()
  const asked: string[] = []
  async function cookieFetch(address: string, init: RequestInit = {}) {
    const url = new URL(address)
    asked.push(`${init.method ?? 'GET'} ${url.pathname}`)
    const headers = new Headers(init.headers)
    headers.set('cookie', jar.header(url) ?? '')
    const response = await fetch(url, { ...init, headers })
    jar.keep(url, response.headers.getSetCookie())
    return response
  }
  const link = { url: `${origin}/trpc`, fetch: (address: unknown, init?: object) => cookieFetch(String(address), init) }
  const batching = httpBatchLink(link)
  const unbatchedMutations = splitLink({
    condition: (op) => op.type === 'mutation',
    true: httpLink(link),
    false: batching,
  })
  return {
    asked,
    post: (path: string) => cookieFetch(origin + path, { method: 'POST' }),
    client: createTRPCClient<AppRouter>({ links: [unbatchedMutations] }),
    batchingAll: createTRPCClient<AppRouter>({ links: [batching] }),
  }
}
async function loggedIn() {
  const alice = browser()
  await alice.post('/login')
  return alice
}

/** What a client can read of a refusal: the status, and the problem itself. */
async function refusalOf(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof TRPCClientError)) throw new Error(`not refused: ${error}`)
  const { response, responseJSON } = error.meta as { response: Response; responseJSON: unknown }
  return { status: response.status, type: response.headers.get('content-type'), problem: responseJSON }
}
const demandsMfa = { status: 401, type: 'application/problem+json', problem: { code: 'demand.acr', acr_values: 'mfa' } }

test('without a login only what is for anyone answers', async () => {
  const { client } = browser()
  expect(await client.health.query()).toBe('ok')
  expect(await refusalOf(client.me.query())).toMatchObject({ status: 401, problem: { code: 'credential.absent' } })
})

test('a procedure is refused until its declared demand is met', async () => {
  const { client, post } = await loggedIn()
  expect(await client.me.query()).toBe('alice')
  expect(await refusalOf(client.addPayee.mutate('bob'))).toMatchObject(demandsMfa)
  expect(await refusalOf(client.export.query())).toMatchObject(demandsMfa)
  expect((await post('/confirm')).status).toBe(200)
  expect(await client.addPayee.mutate('bob')).toBe(1)
  expect(await client.export.query()).toMatchObject({ payees: ['bob'] })
})

test('one refused query refuses its whole batch, and the others are there when they are asked alone', async () => {
  const { client, asked } = await loggedIn()
  const all = await Promise.all([refusalOf(client.me.query()), refusalOf(client.export.query())])
  expect(all).toMatchObject([demandsMfa, demandsMfa])
  expect(asked.at(-1)).toBe('GET /trpc/me,export')
  expect(await client.me.query()).toBe('alice')
})

test('mutations go one by one: in a batch none of them runs', async () => {
  const { client, batchingAll, asked } = await loggedIn()
  const before = await client.notes.query()
  const both = [batchingAll.addNote.mutate('a'), batchingAll.addPayee.mutate('a')]
  for (const one of both) await expect(one).rejects.toThrow('one mutation at a time')
  expect(asked.at(-1)).toBe('POST /trpc/addNote,addPayee')
  expect(await client.notes.query()).toEqual(before)

  const [note, payee] = await Promise.all([client.addNote.mutate('b'), refusalOf(client.addPayee.mutate('b'))])
  expect([note, payee]).toMatchObject([before.length + 1, demandsMfa])
})

test('when trust falls to reading, queries go on and no mutation runs', async () => {
  const { client, post } = await loggedIn()
  await trust.report({ subject: { id: 'alice' } }, { risk: 85 })
  const before = await client.notes.query()
  expect(await refusalOf(client.addNote.mutate('c'))).toMatchObject({ status: 401, problem: { level: 'read-only' } })
  expect(await client.notes.query()).toEqual(before)
  await post('/confirm')
  expect(await client.addNote.mutate('c')).toBe(before.length + 1)
})
