import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Browser } from 'bank-example/client/browser'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'

const device = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36' }

vi.stubEnv('PORT', '0')
const { server, trust } = await import('../src/app.ts')
if (!server.listening) await once(server, 'listening')
const url = (path: string) => new URL(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)

let alice: Browser
beforeEach(async () => {
  await trust.report({ subject: { id: 'alice' } }, { risk: 0 })
  alice = new Browser(device)
  expect((await alice.fetch('POST', url('/login'))).status).toBe(200)
})
afterAll(async () => {
  server.close()
  ;(server as Server).closeAllConnections()
  await trust.close()
})

async function ask(path: '/graphql' | '/operations', body: unknown) {
  const answer = await alice.fetch('POST', url(path), body)
  return { ...JSON.parse(answer.body), status: answer.status, type: answer.headers['content-type']?.split(';')[0] }
}
const query = (document: string) => ask('/graphql', { query: document })
const named = (operationName: string, variables?: object) => ask('/operations', { operationName, variables })
const confirm = async () => expect((await alice.fetch('POST', url('/confirm'))).status).toBe(200)
const notes = async (): Promise<string[]> => (await query('{ notes }')).data.notes

const refused = { status: 401, type: 'application/problem+json', code: 'demand.acr', acr_values: 'mfa' }

test('nobody is logged in: both routes say so', async () => {
  alice = new Browser(device)
  expect(await query('{ me }')).toMatchObject({ status: 401, code: 'credential.absent' })
  expect(await named('Me')).toMatchObject({ status: 401, code: 'credential.absent' })
})

test('one field that asks for more refuses the whole answer, however it is asked for', async () => {
  const log = vi.spyOn(console, 'error')
  expect(await query('{ me notes }')).toMatchObject({ status: 200, data: { me: 'alice' } })
  for (const document of [
    '{ me payees }',
    '{ payees me }',
    'query Me { me harmless: payees }',
    'query ($no: Boolean = false) { me ...All @skip(if: $no) } fragment All on Query { payees }',
  ]) {
    const answer = await query(document)
    expect(answer).toMatchObject(refused)
    expect(answer).not.toHaveProperty('data')
  }
  expect(log).not.toHaveBeenCalled()
  await confirm()
  expect(await query('{ me payees }')).toMatchObject({ status: 200, data: { me: 'alice', payees: [] } })
})

test('when trust falls to reading, queries go on and no mutation runs', async () => {
  await trust.report({ subject: { id: 'alice' } }, { risk: 85 })
  const before = await notes()
  expect(await query('{ me }')).toMatchObject({ status: 200, data: { me: 'alice' } })
  expect(await named('Me')).toMatchObject({ status: 200, data: { me: 'alice' } })
  expect(await query('mutation { addNote(text: "a") }')).toMatchObject({ status: 401, code: 'level.insufficient' })
  expect(await named('AddNote', { text: 'a' })).toMatchObject({ status: 401, code: 'level.insufficient' })
  expect(await notes()).toEqual(before)

  await confirm()
  expect(await query('mutation { addNote(text: "a") }')).toMatchObject({ status: 200 })
  expect(await named('AddNote', { text: 'b' })).toMatchObject({ status: 200 })
  expect(await notes()).toEqual([...before, 'a', 'b'])
})

test('a mutation of several fields: by field what stands before the refused one was done, by operation nothing was', async () => {
  const before = await notes()
  expect(await query('mutation { addNote(text: "c") addPayee(name: "c") }')).toMatchObject(refused)
  expect(await notes()).toEqual([...before, 'c'])
  expect(await named('AddNotedPayee', { name: 'd' })).toMatchObject(refused)
  expect(await notes()).toEqual([...before, 'c'])

  await confirm()
  expect(await named('AddNotedPayee', { name: 'd' })).toMatchObject({
    status: 200,
    data: { addNote: [...before, 'c', 'd'] },
  })
  expect(await query('{ payees }')).toMatchObject({ status: 200, data: { payees: ['d'] } })
})

test('an operation that the server does not know is none', async () => {
  for (const name of ['Payees', 'constructor', '', undefined])
    expect(await ask('/operations', { operationName: name, query: '{ me payees }' })).toMatchObject({ status: 404 })
  expect((await fetch(url('/operations'), { method: 'POST', body: 'no JSON' })).status).toBe(404)
  for (const body of ['text', null, 7]) expect(await ask('/operations', body)).toMatchObject({ status: 404 })
})
