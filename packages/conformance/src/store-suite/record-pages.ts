import { sampleRecord } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

/** The records of a target are listed, bounded and complete. */
export function recordPages({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('listing small records', () => {
    storeTest('by target within a namespace, in the order of their keys', async ({ store, now }) => {
      const at = await now()
      for (const key of ['b', 'c', 'a']) await store.records.write('n', sampleRecord(at, { key, target: 'alice' }), 0)
      await store.records.write('n', sampleRecord(at, { key: 'd', target: 'bob' }), 0)
      await store.records.write('other', sampleRecord(at, { key: 'e', target: 'alice' }), 0)
      await store.records.write('n', sampleRecord(at, { key: 'f' }), 0)
      const keys = (await store.records.page('n', { target: 'alice' })).map((one) => one.key)
      expect(keys).toEqual(['a', 'b', 'c'])
      expect((await store.records.page('n', { target: 'alice', after: 'a', limit: 1 })).map((one) => one.key)).toEqual([
        'b',
      ])
    })

    storeTest('a page is bounded whatever is asked for, and the pages are complete', async ({ store, now }) => {
      const at = await now()
      const keys = Array.from({ length: 205 }, (_, i) => `key-${String(i).padStart(3, '0')}`)
      for (const key of keys) await store.records.write('n', sampleRecord(at, { key, target: 'alice' }), 0)
      for (const limit of [undefined, 1_000, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        const { length } = await store.records.page('n', { target: 'alice', limit })
        expect(length >= 1 && length <= 100).toBe(true)
      }
      const seen: string[] = []
      for (;;) {
        const page = await store.records.page('n', { target: 'alice', after: seen.at(-1) })
        if (page.length === 0) break
        seen.push(...page.map((one) => one.key))
      }
      expect(seen).toEqual(keys)
    })

    storeTest('what was removed, or moved to another target, is not listed', async ({ store, now }) => {
      const at = await now()
      for (const key of ['a', 'b', 'c']) await store.records.write('n', sampleRecord(at, { key, target: 'alice' }), 0)
      const revisionOf = async (key: string): Promise<number> => (await store.records.read('n', key))?.revision ?? 0
      await store.records.remove('n', 'a', await revisionOf('a'))
      await store.records.write('n', sampleRecord(at, { key: 'b', target: 'bob' }), await revisionOf('b'))
      expect((await store.records.page('n', { target: 'alice' })).map((one) => one.key)).toEqual(['c'])
      expect((await store.records.page('n', { target: 'bob' })).map((one) => one.key)).toEqual(['b'])
    })
  })
}
