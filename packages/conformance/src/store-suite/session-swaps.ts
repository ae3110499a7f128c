import type { SessionRecord, Store, SwapAnswer } from '@retrust/core'
import { LIFE_MS, sampleNarrowing, sampleSession } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

type Swap = (store: Store, record: SessionRecord, mark: string) => SwapAnswer | Promise<SwapAnswer>

const SWAPS: readonly (readonly [name: string, swap: Swap])[] = [
  [
    'rotate',
    ({ sessions }, { key, revision, standing }, mark) =>
      sessions.rotate(key, revision, {
        secrets: { current: mark, spent: [] },
        standing,
        before: standing,
        narrowings: [],
      }),
  ],
  [
    'raise',
    ({ sessions }, { key, revision, standing }, mark) =>
      sessions.raise(key, revision, { standing, narrowings: [], lineage: [mark], adoptedAuthTime: 5 }),
  ],
]

/** What a proof earned is written by compare-and-set. */
export function sessionSwaps({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('raise', () => {
    storeTest('leaves the lineage and its time as they are where it is not given any', async ({ store, now }) => {
      const record = sampleSession(await now(), {}, { lineage: ['form'], adoptedAuthTime: 7 })
      await store.sessions.create(record)
      const { standing, revision } = record
      const none = { lineage: undefined, adoptedAuthTime: undefined }
      const answer = await store.sessions.raise(record.key, revision, { standing, narrowings: [], ...none })
      expect(answer).toMatchObject({ kind: 'done', record: { lineage: ['form'], adoptedAuthTime: 7 } })
    })
  })

  for (const [name, swap] of SWAPS) {
    describe(`${name} compares the revision`, () => {
      storeTest('of many writers exactly one wins, and its words stand', async ({ store, now }) => {
        const record = sampleSession(await now())
        await store.sessions.create(record)
        const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => swap(store, record, `writer-${i}`)))
        expect(answers.filter((one) => one.kind === 'conflict').length).toBe(19)
        const winner = answers.findIndex((one) => one.kind === 'done')
        const answer = await store.sessions.read({ key: record.key })
        const { secrets, lineage, revision } = (answer as { record: SessionRecord }).record
        expect(name === 'rotate' ? secrets?.current : lineage[0]).toBe(`writer-${winner}`)
        expect(revision).toBeGreaterThan(record.revision)
      })

      storeTest('its answer is the record as it stands, good for the next one', async ({ store, now }) => {
        const record = sampleSession(await now())
        await store.sessions.create(record)
        const first = await swap(store, record, 'one')
        expect(first.kind).toBe('done')
        if (first.kind !== 'done') return
        expect(await store.sessions.read({ key: record.key })).toMatchObject({ record: first.record })
        expect((await swap(store, first.record, 'two')).kind).toBe('done')
        expect((await swap(store, first.record, 'three')).kind).toBe('conflict')
      })

      storeTest('what is absent, ended or past its deadline is gone, and does not come back', async (opened) => {
        const { store, moveTime, now } = opened
        const at = await now()
        const ended = sampleSession(at)
        const over = sampleSession(at, { handle: 'over' })
        await store.sessions.create(ended)
        await store.sessions.create(over)
        await store.sessions.end(ended.key, { at, reason: 'over', by: 'policy' })
        expect(await swap(store, ended, 'late')).toEqual({ kind: 'gone' })
        expect(await swap(store, sampleSession(at, { handle: 'nobody' }), 'late')).toEqual({ kind: 'gone' })
        await moveTime(LIFE_MS)
        expect(await swap(store, over, 'late')).toEqual({ kind: 'gone' })
        expect(await store.sessions.read({ key: ended.key })).toMatchObject({
          record: { ended: { reason: 'over' }, secrets: { current: 'first' } },
        })
      })

      storeTest('a cause that was stored in between is not lost', async ({ store, now }) => {
        const at = await now()
        const record = sampleSession(at)
        await store.sessions.create(record)
        await store.sessions.narrow(record.key, sampleNarrowing(at))
        expect((await swap(store, record, 'late')).kind).toBe('conflict')
        expect(await store.sessions.read({ key: record.key })).toMatchObject({
          record: { narrowings: [{ code: 'risk.high' }] },
        })
      })

      storeTest('a touch in between does not matter, and stays', async ({ store, now }) => {
        const at = await now()
        const record = sampleSession(at, {}, { lastSeenAt: at - 1_000 })
        await store.sessions.create(record)
        await store.sessions.touch(record.key, { at, baseline: { networks: ['office'], kinds: [] } })
        expect((await swap(store, record, 'mine')).kind).toBe('done')
        expect(await store.sessions.read({ key: record.key })).toMatchObject({
          record: { lastSeenAt: at, baseline: { networks: ['office'] } },
        })
      })
    })
  }
}
