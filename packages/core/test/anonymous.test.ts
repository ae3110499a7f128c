import { describe, expect, it } from 'vitest'
import { worldOf } from './engine/world.ts'

describe('requests of nobody (C41)', () => {
  it('leave nothing behind, however many come and whatever they carry', async () => {
    const { store, client, trust } = worldOf()
    const nobody = client()
    for (let i = 0; i < 2_000; i++) {
      const handle = i.toString(36).padStart(22, 'x')
      const cookies = i % 2 === 0 ? undefined : `__Host-session=${handle}.${'y'.repeat(43)}`
      const visit = await nobody.visit('GET', `/page/${i}`, { cookies, network: `10.0.${i % 250}.0/24` })
      expect(visit.setCookies).toEqual([])
    }
    expect((await trust.sessions()).sessions).toEqual([])
    expect((await store.changes.since(0)).changes).toEqual([])
  })
})
