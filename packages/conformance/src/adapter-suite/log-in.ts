import assert from 'node:assert/strict'
import { json, type Route, route } from './app-plan.ts'
import type { Client, ClientRequest } from './suite-context.ts'

/** A login handler, where it matters with what request a session begins. */
export const loginRoute: Route = route('POST /login', async ({ trust }) => {
  await trust().begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
  return json({})
})

/** Logs alice in with these headers, and answers her cookies. */
export async function logIn(client: Client, headers: NonNullable<ClientRequest['headers']>): Promise<string> {
  const response = await client.send('/login', { method: 'POST', headers })
  assert.equal(response.status, 200, await response.text())
  return response.headers
    .getSetCookie()
    .map((line) => line.slice(0, line.indexOf(';')))
    .join('; ')
}
