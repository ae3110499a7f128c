import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'vitest'
import { plainEnv } from './run-suite.ts'

/** Starts a program that prints its port, and visits it. */
export async function useTheApp(command: string, args: readonly string[], program: string): Promise<void> {
  const child = spawn(command, [...args, program], { stdio: ['ignore', 'pipe', 'inherit'], env: plainEnv() })
  try {
    const [first] = (await once(child.stdout, 'data')) as [Buffer]
    await visit(`http://127.0.0.1:${Number(first)}`)
  } finally {
    const gone = once(child, 'close')
    child.kill('SIGKILL')
    await gone
  }
}

/** What a person does: a login, a page, a step-up, a feed that is open when somebody else ends it all. */
export async function visit(origin: string): Promise<void> {
  let cookies: Record<string, string> = {}
  const send = async (method: string, path: string): Promise<Response> => {
    const cookie = Object.entries(cookies).map((pair) => pair.join('='))
    const response = await fetch(`${origin}${path}`, { method, headers: { cookie: cookie.join('; ') } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies = { ...cookies, [name]: value }
    }
    return response
  }
  const asked = async (method: string, path: string): Promise<[number, unknown]> => {
    const response = await send(method, path)
    return [response.status, await response.json()]
  }
  expect(await asked('GET', '/account')).toMatchObject([401, { code: 'credential.absent' }])
  expect(await asked('POST', '/login')).toEqual([200, { ok: true }])
  expect(await asked('GET', '/account')).toEqual([200, { hello: 'alice' }])
  expect(await asked('POST', '/payees')).toMatchObject([401, { code: 'demand.acr', acr_values: 'mfa' }])
  expect(await asked('POST', '/confirm')).toEqual([200, { ok: true }])
  expect(await asked('POST', '/payees')).toEqual([200, { added: true }])

  const feed = await send('GET', '/feed')
  expect(feed.status).toBe(200)
  const reader = (feed.body as ReadableStream<Uint8Array>).getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: news\n\n')
  const before = { ...cookies }
  cookies = {}
  expect(await asked('POST', '/offboard')).toEqual([200, { ok: true }])
  while (!(await reader.read()).done);
  cookies = before
  expect(await asked('GET', '/account')).toMatchObject([401, { code: 'session.ended' }])
}
