import type { Store } from '@retrust/core'
import { LIFE_MS, sampleSession } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

/** Instances of a fleet take places as they come, and no more than there are. */
export function sessionPlaces({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('places of a fleet', () => {
    for (const [places, admitted] of [
      [1, 1],
      [2, 2],
      [8, 8],
      [99, 8],
      [0, 1],
    ] as const) {
      storeTest(`of ${places} places ${admitted} are taken, whoever comes at once`, async ({ store, now }) => {
        const record = sampleSession(await now())
        await store.sessions.create(record)
        await Promise.all(
          Array.from({ length: 12 }, (_, i) =>
            store.sessions.read({ key: record.key, presenter: { key: `instance-${i}`, places } }),
          ),
        )
        expect((await presentersOf(store, record.key)).length).toBe(admitted)
      })
    }

    storeTest('who has a place takes no second one, and the answer shows it', async ({ store, now }) => {
      const record = sampleSession(await now())
      await store.sessions.create(record)
      for (let i = 0; i < 3; i++) {
        const answer = await store.sessions.read({ key: record.key, presenter: { key: 'second', places: 3 } })
        const keys = answer.kind === 'found' ? answer.record.standing.presenters.map((one) => one.key) : []
        expect(keys).toEqual(['device', 'second'])
      }
      expect(await presentersOf(store, record.key)).toEqual([
        { key: 'device', by: 'begin' },
        { key: 'second', by: 'fleet' },
      ])
    })

    storeTest('none is taken where the session is ended or past its deadline', async ({ store, moveTime, now }) => {
      const at = await now()
      const ended = sampleSession(at)
      const over = sampleSession(at, { handle: 'over' })
      await store.sessions.create(ended)
      await store.sessions.create(over)
      await store.sessions.end(ended.key, { at, reason: 'over', by: 'policy' })
      await moveTime(LIFE_MS)
      for (const { key } of [ended, over]) {
        await store.sessions.read({ key, presenter: { key: 'late', places: 8 } })
        expect((await presentersOf(store, key)).length).toBe(1)
      }
    })

    storeTest('a raise made over the record from before a place was taken does not take it back', async (opened) => {
      const { store, now } = opened
      const record = sampleSession(await now())
      await store.sessions.create(record)
      await store.sessions.read({ key: record.key, presenter: { key: 'second', places: 2 } })
      const { standing, narrowings } = record
      expect(await store.sessions.raise(record.key, record.revision, { standing, narrowings })).toEqual({
        kind: 'conflict',
      })
      expect((await presentersOf(store, record.key)).length).toBe(2)
    })
  })
}

async function presentersOf(store: Store, key: string): Promise<readonly unknown[]> {
  const answer = await store.sessions.read({ key })
  return answer.kind === 'found' ? answer.record.standing.presenters.map(({ key, by }) => ({ key, by })) : []
}
