import type { Change, ChangeNews } from '@retrust/core'
import { sampleChange } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

/** Who follows the log misses nothing: neither what is pushed nor what is loaded. */
export function changeDelivery({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('following the changes', () => {
    storeTest('a subscriber sees what was acknowledged, with its position', async ({ store, now }) => {
      const heard: ChangeNews[] = []
      const stop = store.changes.subscribe((news) => void heard.push(news))
      const receipts: number[] = []
      for (const target of ['a', 'b', 'a']) {
        receipts.push((await store.changes.append(sampleChange(await now(), { target }))).position)
        expect(changesIn(heard).map((one) => one.position)).toEqual(receipts)
      }
      expect(changesIn(heard).map((one) => one.target)).toEqual(['a', 'b', 'a'])
      stop()
      await store.changes.append(sampleChange(await now(), { target: 'c' }))
      expect(changesIn(heard).length).toBe(3)
    })

    storeTest('arrivals have numbers without holes', async ({ store, now }) => {
      const arrivals: number[] = []
      store.changes.subscribe((news) => {
        if (news.kind === 'change') arrivals.push(news.arrival)
      })
      for (let i = 0; i < 5; i++) await store.changes.append(sampleChange(await now(), { target: `target-${i % 2}` }))
      const first = arrivals[0] as number
      expect(arrivals).toEqual([0, 1, 2, 3, 4].map((i) => first + i))
      expect((await store.changes.since(0)).arrival).toBe(first + 4)
    })

    storeTest('`since` answers all that arrived after a number, and nothing before', async ({ store, now }) => {
      const at = await now()
      for (const target of ['a', 'b']) await store.changes.append(sampleChange(at, { target }))
      const { arrival } = await store.changes.since(0)
      expect((await store.changes.since(arrival)).changes).toEqual([])
      for (const target of ['c', 'a']) await store.changes.append(sampleChange(at, { target }))
      const { changes } = await store.changes.since(arrival)
      expect(changes.map((one) => one.target).sort()).toEqual(['a', 'c'])
      expect((await store.changes.since(0)).changes.map((one) => one.target).sort()).toEqual(['a', 'b', 'c'])
    })

    storeTest('what is loaded while others append is whole with what is pushed', async ({ store, now }) => {
      const at = await now()
      const held = new Set<string>()
      store.changes.subscribe((news) => {
        if (news.kind === 'change') held.add(news.change.target)
      })
      const targets = Array.from({ length: 20 }, (_, i) => `target-${i}`)
      await Promise.all([
        ...targets.map((target) => store.changes.append(sampleChange(at, { target }))),
        Promise.resolve(store.changes.since(0)).then(({ changes }) => {
          for (const { target } of changes) held.add(target)
        }),
      ])
      expect([...held].sort()).toEqual([...targets].sort())
    })

    storeTest('a lifted narrowing is pushed as over, at a later position, and not loaded any more', async (opened) => {
      const { store, now } = opened
      const at = await now()
      const kind = 'narrowing:risk|x'
      const { position } = await store.changes.append(sampleChange(at, { kind, rank: 1 }))
      await store.changes.append(sampleChange(at, { kind: 'end' }))
      const heard: ChangeNews[] = []
      store.changes.subscribe((news) => void heard.push(news))
      await store.changes.remove('alice', kind)
      await store.changes.remove('alice', 'narrowing:risk|other')
      await store.changes.remove('nobody', kind)
      const [lifted, ...more] = changesIn(heard)
      expect(more).toEqual([])
      expect(lifted).toMatchObject({ target: 'alice', kind, keptUntil: 0 })
      expect(lifted?.position).toBeGreaterThan(position)
      expect((await store.changes.since(0)).changes.map((one) => one.kind)).toEqual(['end'])
    })

    storeTest('the log says whose it is, and stays the same one', async ({ store, now }) => {
      const { identity } = await store.changes.since(0)
      await store.changes.append(sampleChange(await now()))
      expect((await store.changes.since(0)).identity).toBe(identity)
      expect(identity === '').toBe(false)
    })
  })
}

const changesIn = (heard: readonly ChangeNews[]): readonly Change[] =>
  heard.flatMap((news) => (news.kind === 'change' ? [news.change] : []))
