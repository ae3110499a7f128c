import { memoryStore, type Store, StoreUnavailableError, TrustRefusal, type TrustView } from '@retrust/core'
import { describe, expect, it } from 'vitest'
import { settled, worldOf } from './engine/world.ts'

// A rejection that nobody handles fails these tests by itself: the runner reports it.

/** A memory store whose named call throws at once, in a way of its own, from when it is broken. */
function breakable(part: 'sessions' | 'changes', call: string, thrown: unknown): Store & { broken: boolean } {
  const store: Store & { broken: boolean } = { ...memoryStore(), broken: false }
  const inner = store[part] as unknown as Record<string, (...given: unknown[]) => unknown>
  const proxy = new Proxy(inner, {
    get(_, name: string) {
      if (!store.broken || name !== call) return inner[name]?.bind(inner)
      return () => {
        throw thrown
      }
    },
  })
  return Object.assign(store, { [part]: proxy })
}

const login = { subject: { id: 'bob' }, acr: 'pwd', amr: ['pwd'] }
const writes: readonly (readonly [name: string, Parameters<typeof breakable>[0], string, (v: TrustView) => unknown])[] =
  [
    ['a login', 'sessions', 'create', (view) => view.begin(login)],
    ['a raise', 'sessions', 'rotate', (view) => view.raise({ acr: 'mfa', amr: ['otp'] })],
    ['a log-out', 'sessions', 'end', (view) => view.end()],
    ['a log-out everywhere', 'changes', 'append', (view) => view.end({ everywhere: true })],
  ]
const thrown: readonly (readonly [string, unknown])[] = [
  ['an error of its own', new TypeError('no connection')],
  ['nothing', undefined],
]

describe('a store that throws at once', () => {
  for (const [write, part, call, run] of writes)
    for (const [what, error] of thrown) {
      it(`answers ${write} with 503 where it throws ${what}`, async () => {
        const store = breakable(part, call, error)
        const world = worldOf({ store })
        const alice = await world.login()
        store.broken = true
        const { answer } = await alice.visit('POST', '/', { handler: run })
        expect(answer).toBe('503 fault.store')
      })
    }

  it('is told to the caller of revoke as what it is', async () => {
    const store = breakable('changes', 'append', undefined)
    const { trust } = worldOf({ store })
    store.broken = true
    await expect(trust.revoke({ subject: { id: 'alice' } })).rejects.toThrow(StoreUnavailableError)
  })
})

describe('a demand that the handler does not wait for', () => {
  it('refuses, and its rejection ends no process', async () => {
    const alice = await worldOf().login()
    const { request } = await alice.visit('GET', '/', {
      open: true,
      handler: (view) => void view.demand({ acr: 'mfa' }),
    })
    await settled()
    expect(request.refused).toMatchObject({ status: 401, code: 'demand.acr' })
  })
})

describe('a demand that cannot be judged', () => {
  it.each([
    ['swallows it', async (view: TrustView) => void (await view.demand({ action: 'pai' }).catch(() => undefined))],
    ['does not wait for it', async (view: TrustView) => void view.demand({ action: 'pai' })],
  ])('is not met where the handler %s, and is told', async (_, handler) => {
    const world = worldOf({ actions: { pay: {} } })
    const alice = await world.login()
    const { request } = await alice.visit('GET', '/', { open: true, handler })
    await settled()
    expect(request.refused).toMatchObject({ status: 500, code: 'fault.demand' })
    expect(world.faults).toMatchObject([{ source: 'demand', error: { code: 'RETRUST_MISUSE' } }])
  })

  it('throws its own error to a handler that waits', async () => {
    const alice = await worldOf({ actions: { pay: {} } }).login()
    let error: unknown
    await alice.visit('GET', '/', {
      handler: (view) =>
        view.demand({ action: 'pai' }).catch((one: unknown) => {
          error = one
        }),
    })
    expect(String(error)).toContain('"pay"')
  })
})

describe('a preflight that reaches a handler', () => {
  it('meets no demand, and is told so in the usual way', async () => {
    const alice = await worldOf().login()
    const answers: unknown[] = []
    const { answer } = await alice.visit('OPTIONS', '/', {
      channel: 'preflight',
      handler: async (view) => {
        answers.push((await view.check({})).met)
        await view.demand({}).catch((error: unknown) => answers.push(error instanceof TrustRefusal))
      },
    })
    expect(answers).toEqual([false, true])
    expect(answer).toBe('401 preflight')
  })
})

describe('a signal source', () => {
  it('that fails to observe later is told, and nothing else happens', async () => {
    const observe = () => Promise.reject(new Error('no metrics')) as unknown as undefined
    const world = worldOf({ signals: { posture: { read: () => 'good', observe } } })
    const alice = await world.login()
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('continue')
    await settled()
    expect(world.faults.map(({ source }) => source)).toContain('signal.posture')
  })

  it('whose key is a promise is a fault of its own', async () => {
    const key = () => Promise.reject(new Error('no directory')) as unknown as string
    const world = worldOf({ signals: { posture: { maxAge: '1m', key, read: () => 'good' } } })
    const alice = await world.login()
    expect(await alice.answer('GET', '/', { demand: {} })).toBe('continue')
    await settled()
    expect(world.faults.map(({ source }) => source)).toContain('signal.posture')
  })
})
