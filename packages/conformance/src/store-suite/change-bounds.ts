import { type Change, type Store, storedKey } from '@retrust/core'
import { isUnavailable } from './is-unavailable.ts'
import { LIFE_MS, sampleChange } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

const BOUND = { maxChanges: 16 }
const TENANT = storedKey('acme', 'tenant')

/** At its bound the log refuses reports and narrowings, and folds ends: none is ever forgotten. */
export function changeBounds({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('a log that is full', () => {
    storeTest(
      'refuses reports and narrowings of new targets, and takes those that replace one',
      async ({ store, now }) => {
        const at = await now()
        await fill(store, at, 'signal:reported:risk')
        for (const kind of ['signal:reported:risk', 'narrowing:risk|x'] as const) {
          const change = sampleChange(at, { target: 'new', kind, value: 1 })
          expect(await isUnavailable(() => store.changes.append(change))).toBe(true)
        }
        await store.changes.append(sampleChange(at, { target: 'target-3', kind: 'signal:reported:risk', value: 99 }))
        const entries = await entriesOf(store)
        expect(entries.length).toBe(16)
        expect(entries.find((one) => one.target === 'target-3')?.value).toBe(99)
        expect(entries.some((one) => one.target === 'new')).toBe(false)
      },
      BOUND,
    )

    storeTest(
      'takes an end all the same, and stays near its bound',
      async ({ store, now }) => {
        const at = await now()
        await fill(store, at, 'signal:reported:risk')
        for (let i = 0; i < 40; i++)
          await store.changes.append(sampleChange(at, { target: `ended-${i}`, tenant: 'acme' }))
        await isEachCovered(store, 40, 'end')
        expect((await entriesOf(store)).length <= 16 + 3).toBe(true)
      },
      BOUND,
    )

    for (const kind of ['end', 'before'] as const) {
      storeTest(
        `folds what is oldest of kind ${kind} into one of the tenant, which covers each`,
        async ({ store, now }) => {
          const at = await now()
          for (let i = 0; i < 60; i++)
            await store.changes.append(sampleChange(at, { target: `ended-${i}`, tenant: 'acme', kind, rank: 100 - i }))
          await isEachCovered(store, 60, kind)
          const entries = await entriesOf(store)
          expect(entries.length <= 16 + 3).toBe(true)
          expect(entries.some((one) => one.target === 'ended-59')).toBe(true)
        },
        BOUND,
      )
    }

    storeTest(
      'folds nothing of another tenant',
      async ({ store, now }) => {
        const at = await now()
        await store.changes.append(sampleChange(at, { target: 'other', tenant: 'other' }))
        for (let i = 0; i < 40; i++)
          await store.changes.append(sampleChange(at, { target: `ended-${i}`, tenant: 'acme' }))
        const entries = await entriesOf(store)
        expect(entries.some((one) => one.target === 'other')).toBe(true)
        expect(entries.some((one) => one.target === storedKey('other', 'tenant'))).toBe(false)
      },
      BOUND,
    )

    storeTest(
      'never folds an end of the whole tenant into an earlier one',
      async ({ store, now }) => {
        const at = await now()
        for (let i = 0; i < 10; i++)
          await store.changes.append(sampleChange(at, { target: `ended-${i}`, tenant: 'acme' }))
        const end = sampleChange(at, { target: TENANT, tenant: 'acme', keptUntil: at + 2 * LIFE_MS })
        const { position } = await store.changes.append(end)
        for (let i = 0; i < 10; i++)
          await store.changes.append(sampleChange(at, { target: `other-${i}`, tenant: 'other' }))
        await store.changes.append(sampleChange(at, { target: 'last', tenant: 'acme' }))
        const folded = (await entriesOf(store)).find((one) => one.target === TENANT)
        expect((folded?.position ?? 0) >= position).toBe(true)
        expect(folded?.keptUntil).toBe(at + 2 * LIFE_MS)
      },
      BOUND,
    )

    storeTest(
      'makes room with what is over',
      async ({ store, moveTime, now }) => {
        const at = await now()
        await fill(store, at, 'signal:reported:risk', at + 1_000)
        await moveTime(1_000)
        await store.changes.append(sampleChange(at, { target: 'new', kind: 'signal:reported:risk', value: 1 }))
        expect((await entriesOf(store)).map((one) => one.target)).toEqual(['new'])
      },
      BOUND,
    )

    /** Each appended end is still there by itself, or an end of the tenant is at least as wide and kept as long. */
    async function isEachCovered(store: Store, count: number, kind: 'end' | 'before'): Promise<void> {
      const entries = (await entriesOf(store)).filter((one) => one.kind === kind)
      const tenant = entries.find((one) => one.target === TENANT)
      const own = new Set(entries.map((one) => one.target))
      const gone = Array.from({ length: count }, (_, i) => i).filter((i) => !own.has(`ended-${i}`))
      const oldest = entries.filter((one) => one.target !== TENANT).map((one) => one.position)
      expect(gone.length === 0 || tenant !== undefined).toBe(true)
      // Positions of the folded ones lie below those of all that are left.
      if (gone.length > 0 && kind === 'end') expect((tenant as Change).position >= Math.min(...oldest) - 1).toBe(true)
      if (gone.length > 0 && kind === 'before') expect(tenant?.rank).toBe(100 - Math.min(...gone))
    }
  })
}

async function fill(store: Store, at: number, kind: Change['kind'], keptUntil = at + LIFE_MS): Promise<void> {
  for (let i = 0; i < BOUND.maxChanges; i++)
    await store.changes.append(sampleChange(at, { target: `target-${i}`, kind, value: i, keptUntil }))
}

async function entriesOf(store: Store): Promise<readonly Change[]> {
  return (await store.changes.since(0)).changes
}
