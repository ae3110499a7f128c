import type { Narrowing, Store } from '@retrust/core'
import { LIFE_MS, sampleNarrowing, sampleSession } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

/** Stored causes only get worse, until they are answered, lifted or over. */
export function sessionNarrowings({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('narrowing a session', () => {
    storeTest('the worse band and the later end win, in whatever order they come', async ({ store, now }) => {
      const at = await now()
      const worse = sampleNarrowing(at, { band: 8, until: at + 1_000 })
      const longer = sampleNarrowing(at, { band: 7, until: at + 9_000 })
      for (const [handle, order] of [
        ['one', [worse, longer]],
        ['two', [longer, worse]],
      ] as const) {
        const record = sampleSession(at, { handle })
        await store.sessions.create(record)
        for (const one of order) await store.sessions.narrow(record.key, one)
        expect((await narrowingsOf(store, record.key)).map(({ band, until }) => [band, until])).toEqual([
          [8, at + 9_000],
        ])
      }
    })

    storeTest('causes differ by rule, by what they are about, and by being known', async ({ store, now }) => {
      const at = await now()
      const record = sampleSession(at)
      await store.sessions.create(record)
      for (const over of [{}, { rule: 'other' }, { about: 'other' }, { band: 'unknown' as const }])
        await store.sessions.narrow(record.key, sampleNarrowing(at, over))
      expect((await narrowingsOf(store, record.key)).length).toBe(4)
    })

    storeTest('two that come at once are both kept', async ({ store, now }) => {
      const at = await now()
      const record = sampleSession(at)
      await store.sessions.create(record)
      const abouts = Array.from({ length: 10 }, (_, i) => `about-${i}`)
      await Promise.all(abouts.map((about) => store.sessions.narrow(record.key, sampleNarrowing(at, { about }))))
      expect((await narrowingsOf(store, record.key)).map((one) => one.about).sort()).toEqual(abouts)
    })

    storeTest('they are bounded, and those that are over make room', async ({ store, moveTime, now }) => {
      const at = await now()
      const record = sampleSession(at)
      await store.sessions.create(record)
      const short = { until: at + 1_000 }
      for (let i = 0; i < 40; i++)
        await store.sessions.narrow(record.key, sampleNarrowing(at, { about: `about-${i}`, ...short }))
      expect((await narrowingsOf(store, record.key)).length).toBe(32)
      await moveTime(1_000)
      await store.sessions.narrow(record.key, sampleNarrowing(at, { about: 'new' }))
      const left = await narrowingsOf(store, record.key)
      expect(left.some((one) => one.about === 'new')).toBe(true)
    })

    storeTest('a lift takes away what has that code, and nothing else', async ({ store, now }) => {
      const at = await now()
      const record = sampleSession(at)
      await store.sessions.create(record)
      await store.sessions.narrow(record.key, sampleNarrowing(at))
      await store.sessions.narrow(record.key, sampleNarrowing(at, { about: 'x', code: 'other' }))
      await store.sessions.widen(record.key, 'risk.high')
      await store.sessions.widen(record.key, 'no such code')
      await store.sessions.widen('nobody', 'other')
      expect((await narrowingsOf(store, record.key)).map((one) => one.code)).toEqual(['other'])
    })

    storeTest('what is absent or ended is left as it is', async ({ store, now }) => {
      const at = await now()
      const record = sampleSession(at)
      await store.sessions.create(record)
      await store.sessions.end(record.key, { at, reason: 'over', by: 'policy' })
      await store.sessions.narrow(record.key, sampleNarrowing(at))
      await store.sessions.narrow('nobody', sampleNarrowing(at, { until: at + LIFE_MS }))
      expect(await narrowingsOf(store, record.key)).toEqual([])
      expect((await store.sessions.read({ key: 'nobody' })).kind).toBe('absent')
    })
  })
}

async function narrowingsOf(store: Store, key: string): Promise<readonly Narrowing[]> {
  const answer = await store.sessions.read({ key })
  return answer.kind === 'found' ? answer.record.narrowings : []
}
