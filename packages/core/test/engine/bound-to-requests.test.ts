import { AsyncLocalStorage } from 'node:async_hooks'
import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
import { expect, it, vi } from 'vitest'
import { HOUR, settled, worldOf } from './world.ts'

// Some platforms (workerd) tie timers and streams to the request that made them, and nothing outside a request has either.
// Node's asynchronous context shows the same: whose turn it is.
const turnOf = new AsyncLocalStorage<string>()

it('an engine is built without randomness and without a timer', async () => {
  const draws = vi.spyOn(globalThis.crypto, 'getRandomValues')
  const timers = vi.spyOn(globalThis, 'setTimeout')
  const trust = createTrust({ store: memoryStore(), credentials: [cookieSession()], policy: presets.balanced() })
  expect(draws).not.toHaveBeenCalled()
  expect(timers).not.toHaveBeenCalled()
  await trust.close()
})

it('a stream is ended in a turn of its own request, whoever brought the news', async () => {
  const { login, trust } = worldOf()
  const client = await login()
  const turns: unknown[] = []
  await turnOf.run('stream', async () => {
    const { view, request } = await client.visit('GET', '/feed', { demand: {}, open: true })
    view.abortSignal.addEventListener('abort', () => void turns.push(turnOf.getStore()))
    request.onAborted(() => void turns.push(turnOf.getStore()))
  })
  await turnOf.run('revocation', () => trust.revoke({ subject: { id: 'alice' } }))
  await settled()
  expect(turns).toEqual(['stream', 'stream'])
})

it('a stream is judged again by a timer of its own, also when the one that was opened before it is gone', async () => {
  const { login, clock } = worldOf()
  const client = await login()
  const open = async () => client.visit('GET', '/feed', { demand: {}, open: true })
  const after = vi.spyOn(clock, 'after')
  const [first, second] = [await open(), await open()]
  expect(first.view.abortSignal.aborted || second.view.abortSignal.aborted).toBe(false)
  const timers = after.mock.calls.length
  first.request.closed()
  clock.advance(13 * HOUR)
  await settled()
  expect(timers).toBe(2)
  expect(second.view.abortSignal.aborted).toBe(true)
})
