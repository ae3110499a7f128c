import type { Change, Store } from '@retrust/core'
import { LIFE_MS, sampleChange, sampleNarrowing } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

/** The log holds one entry per target and kind, ordered by position and not by any clock. */
export function changeEntries({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('appending a change', () => {
    storeTest('positions grow with each append, also when the clock jumps back', async ({ store, moveTime, now }) => {
      const positions: number[] = []
      const append = async (target: string): Promise<void> => {
        positions.push((await store.changes.append(sampleChange(await now(), { target }))).position)
      }
      await append('a')
      await append('a')
      await moveTime(-LIFE_MS)
      await append('a')
      await append('b')
      await moveTime(3 * LIFE_MS)
      await append('c')
      for (let i = 1; i < positions.length; i++) expect(positions[i]).toBeGreaterThan(positions[i - 1] as number)
      expect((positions.at(-1) as number) >= (await now())).toBe(true)
    })

    storeTest('of many appends at once no two have one position', async ({ store, now }) => {
      const at = await now()
      const receipts = await Promise.all(
        Array.from({ length: 20 }, (_, i) => store.changes.append(sampleChange(at, { target: `target-${i}` }))),
      )
      expect(new Set(receipts.map((one) => one.position)).size).toBe(20)
    })

    storeTest('there is one entry per target and kind', async ({ store, now }) => {
      const at = await now()
      const kinds = ['end', 'before', 'narrowing:risk|x', 'narrowing:risk|y', 'signal:reported:risk'] as const
      for (const target of ['a', 'b', 'a'])
        for (const kind of kinds) await store.changes.append(sampleChange(at, { target, kind, rank: 1 }))
      const entries = await entriesOf(store)
      expect(entries.length).toBe(10)
      expect(new Set(entries.map((one) => `${one.target} ${one.kind}`)).size).toBe(10)
    })

    storeTest('an end is as late as its last append, and kept as long as any of them said', async (opened) => {
      const { store, moveTime, now } = opened
      const at = await now()
      await store.changes.append(sampleChange(at, { keptUntil: at + LIFE_MS }))
      await moveTime(1_000)
      const { position } = await store.changes.append(sampleChange(at, { keptUntil: at + 2_000, reason: 'again' }))
      const [entry] = await entriesOf(store)
      expect(entry).toMatchObject({ position, reason: 'again', keptUntil: at + LIFE_MS })
      expect((entry as Change).at - at >= 1_000).toBe(true)
    })

    for (const kind of ['before', 'narrowing:risk|x'] as const) {
      storeTest(`of two ranks of one ${kind} the larger stays, at the later position`, async ({ store, now }) => {
        const at = await now()
        const value = sampleNarrowing(at, { band: 8 })
        await store.changes.append(sampleChange(at, { kind, rank: 8, value, reason: 'worse' }))
        const { position } = await store.changes.append(sampleChange(at, { kind, rank: 7, reason: 'milder' }))
        expect(await entriesOf(store)).toMatchObject([{ rank: 8, value, reason: 'worse', position }])
        await store.changes.append(sampleChange(at, { kind, rank: 9, reason: 'worst' }))
        expect(await entriesOf(store)).toMatchObject([{ rank: 9, reason: 'worst' }])
      })
    }

    storeTest('what is over outranks nothing', async ({ store, moveTime, now }) => {
      const at = await now()
      await store.changes.append(sampleChange(at, { kind: 'before', rank: 9, keptUntil: at + 1_000 }))
      await moveTime(1_000)
      await store.changes.append(sampleChange(at, { kind: 'before', rank: 2 }))
      expect(await entriesOf(store)).toMatchObject([{ rank: 2, keptUntil: at + LIFE_MS }])
    })

    storeTest('of two reports the newer one stays, whatever it says and however long', async ({ store, now }) => {
      const at = await now()
      const kind = 'signal:reported:risk'
      await store.changes.append(sampleChange(at, { kind, value: 90 }))
      await store.changes.append(sampleChange(at, { kind, value: 10, keptUntil: at + 1_000 }))
      expect(await entriesOf(store)).toMatchObject([{ value: 10, keptUntil: at + 1_000 }])
    })

    storeTest('an entry whose keeping is over is not there any more', async ({ store, moveTime, now }) => {
      const at = await now()
      await store.changes.append(sampleChange(at, { target: 'short', keptUntil: at + 1_000 }))
      await store.changes.append(sampleChange(at, { target: 'past', keptUntil: at - 1 }))
      await store.changes.append(sampleChange(at, { target: 'long' }))
      await moveTime(1_000)
      expect((await entriesOf(store)).map((one) => one.target)).toEqual(['long'])
    })

    storeTest('a receipt says how far it got, and when others feel it', async ({ store, now }) => {
      const receipt = await store.changes.append(sampleChange(await now()))
      expect(['accepted', 'durable'].includes(receipt.status)).toBe(true)
      expect(receipt.windowMs >= 0).toBe(true)
    })
  })
}

async function entriesOf(store: Store): Promise<readonly Change[]> {
  return (await store.changes.since(0)).changes
}
