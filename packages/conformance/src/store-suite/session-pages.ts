import type { PageOf, SessionRecord, Store } from '@retrust/core'
import { sampleSession } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

/** Sessions are listed by tenant or subject, bounded and complete. */
export function sessionPages({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('listing sessions', () => {
    storeTest('by tenant, by subject, and by subject at one issuer', async ({ store, now }) => {
      const at = await now()
      const given = [
        { tenant: 'a', id: 'alice', handle: '1' },
        { tenant: 'a', id: 'alice', issuer: 'https://op', handle: '2' },
        { tenant: 'a', id: 'bob', handle: '3' },
        { tenant: 'b', id: 'alice', handle: '4' },
      ]
      for (const one of given) await store.sessions.create(sampleSession(at, one))
      await store.sessions.end(sampleSession(at, given[0]).key, { at, reason: 'over', by: 'policy' })
      const handles = async (of: PageOf): Promise<readonly string[]> =>
        (await allOf(store, of)).map((one) => one.handle).sort()
      expect(await handles({ tenant: 'a' })).toEqual(['1', '2', '3'])
      expect(await handles({ tenant: 'a', subject: { id: 'alice' } })).toEqual(['1', '2'])
      expect(await handles({ tenant: 'a', subject: { id: 'alice', issuer: 'https://op' } })).toEqual(['2'])
      expect(await handles({ tenant: 'a', subject: { id: 'alice', issuer: '' } })).toEqual(['1'])
      expect(await handles({ tenant: '' })).toEqual([])
      expect(await handles({ tenant: 'b', subject: { id: 'bob' } })).toEqual([])
    })

    storeTest('a page is bounded whatever is asked for, and the pages are complete', async ({ store, now }) => {
      const at = await now()
      const handles = Array.from({ length: 205 }, (_, i) => `handle-${String(i).padStart(3, '0')}`)
      for (const handle of handles) await store.sessions.create(sampleSession(at, { handle }))
      for (const limit of [undefined, 1_000, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 7]) {
        const page = await store.sessions.page({ tenant: '', limit })
        expect(page.sessions.length >= 1 && page.sessions.length <= (limit === 7 ? 7 : 100)).toBe(true)
      }
      for (const limit of [undefined, 7]) {
        const all = await allOf(store, { tenant: '', limit })
        expect(all.map((one) => one.handle).sort()).toEqual(handles)
      }
    })

    storeTest('the last page says that it is the last', async ({ store, now }) => {
      const at = await now()
      for (const handle of ['1', '2']) await store.sessions.create(sampleSession(at, { handle }))
      expect((await store.sessions.page({ tenant: '', limit: 2 })).next).toBe(undefined)
      expect((await store.sessions.page({ tenant: 'nobody' })).next).toBe(undefined)
    })

    storeTest('what goes between two pages takes nothing else along', async ({ store, moveTime, now }) => {
      const at = await now()
      const short = { expiresAt: at + 1_000, keptUntil: at + 1_000 }
      for (let i = 0; i < 20; i++)
        await store.sessions.create(sampleSession(at, { handle: `handle-${i}` }, i < 10 ? short : {}))
      const first = await store.sessions.page({ tenant: '', limit: 5 })
      await moveTime(2_000)
      // New rows make a store sweep old ones.
      for (let i = 20; i < 40; i++) await store.sessions.create(sampleSession(at, { handle: `handle-${i}` }))
      const rest = first.next === undefined ? [] : await allOf(store, { tenant: '', after: first.next })
      const seen = new Set([...first.sessions, ...rest].map((one) => one.handle))
      for (let i = 10; i < 20; i++) expect(seen.has(`handle-${i}`)).toBe(true)
    })
  })
}

async function allOf(store: Store, of: PageOf): Promise<readonly SessionRecord[]> {
  const all: SessionRecord[] = []
  let { after } = of
  for (let pages = 0; pages < 1_000; pages++) {
    const page = await store.sessions.page({ ...of, after })
    all.push(...page.sessions)
    if (page.next === undefined) return all
    after = page.next
  }
  throw new Error('the pages never end')
}
