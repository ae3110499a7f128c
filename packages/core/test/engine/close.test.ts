import { describe, expect, it } from 'vitest'
import { worldOf } from './world.ts'

describe('an engine that is closed', () => {
  it('ends its open streams, since nobody would judge them again', async () => {
    const { trust, login } = worldOf()
    const alice = await login()
    const { view } = await alice.visit('GET', '/feed', { demand: {}, open: true })
    const signal = view.abortSignal
    await trust.close()
    expect(signal.aborted).toBe(true)
    expect(signal.reason).toMatchObject({ refusal: { status: 503, code: 'fault.closed' } })
  })

  it('lets nobody with a credential in, since it hears of no revocation any more', async () => {
    const { trust, login, client } = worldOf()
    const alice = await login()
    await trust.close()
    expect(await alice.answer('GET', '/')).toBe('503 fault.store')
    expect(await client().answer('GET', '/')).toBe('continue')
  })
})
