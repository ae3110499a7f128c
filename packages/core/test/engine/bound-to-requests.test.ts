import { AsyncLocalStorage } from 'node:async_hooks'
import { type Clock, cookieSession, createTrust, deny, memoryStore, presets } from '@retrust/core'
import { manualClock, signIn } from '@retrust/core/testing'
import { expect, it, vi } from 'vitest'
import { ask, bearing, tokenEngine } from '../credentials/ask.ts'
import { HOUR, MINUTE, settled, worldOf } from './world.ts'

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
    request.listen({ refuse: () => undefined, abort: () => void turns.push(turnOf.getStore()) })
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

/** A clock, and whether the request that asks it now will be cut off: its timers then never run. */
function cutOff() {
  const manual = manualClock()
  const state = { isCut: true }
  const clock: Clock = {
    now: () => manual.now(),
    after: (ms, run) => (state.isCut ? () => undefined : manual.after(ms, run)),
  }
  return { manual, clock, state }
}

it('keys that a request asked for which is gone are asked for again', async () => {
  const { manual, clock, state } = cutOff()
  const { trust, issuer } = await tokenEngine({}, { clock })
  vi.spyOn(globalThis, 'fetch').mockImplementationOnce(() => new Promise(() => undefined))
  const token = await issuer.token(manual.now())
  void ask(trust, bearing(token))
  await settled()
  state.isCut = false
  manual.advance(10_000)
  expect((await ask(trust, bearing(token))).status).toBe(200)
})

it('a signal that a request asked for which is gone is asked for again', async () => {
  const { manual, clock, state } = cutOff()
  const read = vi.fn(async () => 'healthy')
  const { trust } = worldOf({
    clock: clock as never,
    signals: { deviceHealth: { key: () => 'laptop', maxAge: '1m', read } },
    policy: [({ signals }) => (signals.deviceHealth.value === 'healthy' ? undefined : deny('device.unhealthy'))],
  })
  const { cookie } = await signIn(trust, { subject: { id: 'alice' } })
  // What was read at the login is too old by now.
  manual.advance(MINUTE + 1)
  read.mockClear()
  read.mockImplementationOnce(() => new Promise<string>(() => undefined))
  void ask(trust, { cookies: cookie })
  await settled()
  expect(read).toHaveBeenCalledTimes(1)
  state.isCut = false
  manual.advance(2_000)
  expect(await ask(trust, { cookies: cookie })).toMatchObject({ status: 200 })
  expect(read).toHaveBeenCalledTimes(2)
})
