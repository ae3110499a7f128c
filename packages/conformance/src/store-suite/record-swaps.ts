import { isUnavailable } from './is-unavailable.ts'
import { LIFE_MS, sampleRecord } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

/** Small records are written by compare-and-set, and end at their instant. */
export function recordSwaps({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('small records', () => {
    storeTest('are read as written, each in its namespace', async ({ store, now }) => {
      const at = await now()
      expect(await store.records.write('a', sampleRecord(at, { value: 'of a', target: 'alice' }), 0)).toBe(true)
      expect(await store.records.write('b', sampleRecord(at, { value: null }), 0)).toBe(true)
      expect(await store.records.read('a', 'one')).toMatchObject({ key: 'one', value: 'of a', target: 'alice' })
      expect(await store.records.read('b', 'one')).toMatchObject({ value: null })
      expect(await store.records.read('c', 'one')).toBe(undefined)
    })

    storeTest('of many who write the first exactly one does', async ({ store, now }) => {
      const at = await now()
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => store.records.write('a', sampleRecord(at, { value: i }), 0)),
      )
      expect(answers.filter(Boolean).length).toBe(1)
      expect(await store.records.read('a', 'one')).toMatchObject({ value: answers.indexOf(true) })
    })

    storeTest('are replaced and removed only at the revision that was read', async ({ store, now }) => {
      const at = await now()
      await store.records.write('a', sampleRecord(at), 0)
      const revision = (await store.records.read('a', 'one'))?.revision as number
      const writers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => store.records.write('a', sampleRecord(at, { value: i }), revision)),
      )
      expect(writers.filter(Boolean).length).toBe(1)
      expect(await store.records.remove('a', 'one', revision)).toBe(false)
      const next = (await store.records.read('a', 'one'))?.revision as number
      expect(await store.records.remove('a', 'one', next)).toBe(true)
      expect(await store.records.remove('a', 'one', next)).toBe(false)
      expect(await store.records.read('a', 'one')).toBe(undefined)
      expect(await store.records.write('a', sampleRecord(at), next)).toBe(false)
    })

    storeTest('end at their instant, and one from the past is never live', async ({ store, moveTime, now }) => {
      const at = await now()
      await store.records.write('a', sampleRecord(at, { key: 'past', expiresAt: at - 1 }), 0)
      expect(await store.records.read('a', 'past')).toBe(undefined)
      await store.records.write('a', sampleRecord(at, { target: 'alice' }), 0)
      const revision = (await store.records.read('a', 'one'))?.revision as number
      await moveTime(LIFE_MS)
      expect(await store.records.read('a', 'one')).toBe(undefined)
      expect(await store.records.page('a', { target: 'alice' })).toEqual([])
      expect(await store.records.remove('a', 'one', revision)).toBe(false)
      expect(await store.records.write('a', sampleRecord(await now()), revision)).toBe(false)
      expect(await store.records.write('a', sampleRecord(await now()), 0)).toBe(true)
    })

    storeTest('one that is replaced by one from the past is gone', async ({ store, now }) => {
      const at = await now()
      await store.records.write('a', sampleRecord(at, { target: 'alice' }), 0)
      const revision = (await store.records.read('a', 'one'))?.revision as number
      await store.records.write('a', sampleRecord(at, { expiresAt: at - 1 }), revision)
      expect(await store.records.read('a', 'one')).toBe(undefined)
      expect(await store.records.page('a', { target: 'alice' })).toEqual([])
    })

    storeTest('share no reference with anybody', async ({ store, now }) => {
      const value = { list: [1] }
      await store.records.write('a', sampleRecord(await now(), { value, target: 'alice' }), 0)
      value.list.push(2)
      const read = await store.records.read('a', 'one')
      const [paged] = await store.records.page('a', { target: 'alice' })
      for (const given of [read, paged]) (given as { value: typeof value }).value.list.push(3)
      expect((await store.records.read('a', 'one'))?.value).toEqual({ list: [1] })
    })

    storeTest('one that cannot be written leaves the old one in its place', async ({ store, now }) => {
      const at = await now()
      await store.records.write('a', sampleRecord(at), 0)
      const revision = (await store.records.read('a', 'one'))?.revision as number
      let failed = false
      try {
        await store.records.write('a', sampleRecord(at, { value: () => 1 }), revision)
      } catch {
        failed = true
      }
      expect(failed).toBe(true)
      expect(await store.records.read('a', 'one')).toMatchObject({ value: { left: 3 }, revision })
    })

    storeTest(
      'at the bound new ones are refused, old ones go on, and what is over makes room',
      async ({ store, moveTime, now }) => {
        const at = await now()
        for (const key of ['1', '2', '3'])
          await store.records.write('a', sampleRecord(at, { key, expiresAt: at + (key === '2' ? 1_000 : LIFE_MS) }), 0)
        expect(await isUnavailable(() => store.records.write('a', sampleRecord(at, { key: '4' }), 0))).toBe(true)
        const revision = (await store.records.read('a', '1'))?.revision as number
        expect(await store.records.write('a', sampleRecord(at, { key: '1', value: 'new' }), revision)).toBe(true)
        await moveTime(1_000)
        expect(await store.records.write('a', sampleRecord(at, { key: '4' }), 0)).toBe(true)
        expect(await store.records.read('a', '3')).toMatchObject({ key: '3' })
      },
      { maxRecords: 3 },
    )
  })
}
