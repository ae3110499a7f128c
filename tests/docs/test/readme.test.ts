import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pageExamples } from './example.ts'
import { read } from './repository.ts'

const readme = read('README.md')

/** One of the README's curl lines: what is sent, and what the comment behind it promises. */
interface Step {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly expected: readonly string[]
}

function steps(): readonly Step[] {
  return [...readme.matchAll(/^curl (.*?)http:\/\/127\.0\.0\.1:3000(\S+) +# (.*)$/gm)].map(
    ([, flags = '', path = '', promise = '']) => {
      const status = /^(\d{3}), /.exec(promise)
      return {
        method: /-X (\w+)/.exec(flags)?.[1] ?? 'GET',
        path,
        status: status ? Number(status[1]) : 200,
        expected: promise.replace(/^\d{3}, /, '').split(/, (?=")/),
      }
    },
  )
}

/** Runs the README's first program as it stands, but on a port that is free. */
async function startFirstProgram(): Promise<{ origin: string; server: Server; stop: () => void }> {
  const program = pageExamples().find((one) => one.from === 'README.md' && one.code.includes('app.listen(3000'))
  if (program === undefined) throw new Error('the README has no program that listens')
  const folder = mkdtempSync(join(import.meta.dirname, '.readme-'))
  const path = join(folder, 'program.ts')
  writeFileSync(path, program.code.replace('app.listen(3000', 'export const server = app.listen(0'))
  const { server } = (await import(path)) as { server: Server }
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
  return {
    server,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close()
      rmSync(folder, { recursive: true })
    },
  }
}

test('the README is at most 120 lines', () => {
  expect(readme.split('\n').length - 1).toBeLessThanOrEqual(120)
})

test('the first program answers the curl lines as the README says', async () => {
  const { origin, stop } = await startFirstProgram()
  const jar = new Map<string, string>()
  try {
    expect(steps().length).toBeGreaterThan(3)
    for (const step of steps()) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(origin + step.path, {
        method: step.method,
        headers: cookie === '' ? {} : { cookie },
      })
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        jar.set(name, value)
      }
      const body = await response.text()
      expect([step.path, response.status]).toEqual([step.path, step.status])
      for (const part of step.expected) expect(body).toContain(part)
    }
  } finally {
    stop()
  }
})

test('the first program works under supertest', async () => {
  const { default: supertest } = await import('supertest')
  const { server, stop } = await startFirstProgram()
  try {
    const agent = supertest.agent(server)
    await agent.get('/account').expect(401)
    await agent.post('/login').expect(200, { ok: true })
    await agent.get('/account').expect(200, { hello: 'alice' })
    await agent.post('/payees').expect(401)
    await agent.post('/logout').expect(200)
    await agent.get('/account').expect(401)
  } finally {
    stop()
  }
})
