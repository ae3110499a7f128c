import type { SessionRecord } from '@retrust/core'
import { LIFE_MS, sampleSession } from './samples.ts'
import type { StoreSuiteContext, StoreUnderUse } from './store-under-test.ts'

/** Activity is noted. It moves no revision, revives nothing and comes from no future. */
export function sessionTouches({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('touching a session', () => {
    for (const [how, touch] of [
      ['by itself', ({ store }, key, at) => store.sessions.touch(key, at)],
      ['within a read', ({ store }, key, at) => store.sessions.read({ key, touch: at })],
    ] as readonly (readonly [string, (opened: StoreUnderUse, key: string, touch: { at: number }) => unknown])[]) {
      storeTest(`${how} notes the activity and never moves the revision`, async (opened) => {
        const record = sampleSession(await opened.now())
        await opened.store.sessions.create(record)
        await opened.moveTime(1_000)
        await touch(opened, record.key, { at: record.beganAt + 1_000 })
        const after = await recordOf(opened, record.key)
        expect(after?.lastSeenAt).toBe(record.beganAt + 1_000)
        expect(after?.revision).toBe(record.revision)
      })

      storeTest(`${how} revives neither what is absent, nor ended, nor past its deadline`, async (opened) => {
        const { store, moveTime, now } = opened
        const at = await now()
        const ended = sampleSession(at)
        const over = sampleSession(at, { handle: 'over' })
        await store.sessions.create(ended)
        await store.sessions.create(over)
        await store.sessions.end(ended.key, { at, reason: 'over', by: 'policy' })
        await moveTime(LIFE_MS)
        for (const key of [ended.key, over.key, 'nobody']) await touch(opened, key, { at: at + LIFE_MS })
        expect((await recordOf(opened, ended.key))?.ended?.reason).toBe('over')
        expect((await recordOf(opened, over.key))?.lastSeenAt).toBe(at)
        expect(await recordOf(opened, 'nobody')).toBe(undefined)
      })

      storeTest(`${how} from the future counts as now`, async (opened) => {
        const record = sampleSession(await opened.now())
        await opened.store.sessions.create(record)
        await touch(opened, record.key, { at: record.beganAt + 600_000 })
        const seen = (await recordOf(opened, record.key))?.lastSeenAt ?? Number.NaN
        expect(seen <= (await opened.now())).toBe(true)
      })
    }

    storeTest('the end of the previous secret is set once, and only where there is one', async (opened) => {
      const { store, now } = opened
      const at = await now()
      const plain = sampleSession(at)
      const rotated = sampleSession(at, { handle: 'rotated' }, { secrets: { current: 'b', previous: 'a', spent: [] } })
      for (const record of [plain, rotated]) {
        await store.sessions.create(record)
        await store.sessions.touch(record.key, { at, previousUntil: at + 30_000 })
        await store.sessions.touch(record.key, { at, previousUntil: at + 90_000 })
      }
      expect((await recordOf(opened, rotated.key))?.secrets?.previousUntil).toBe(at + 30_000)
    })
  })
}

async function recordOf({ store }: StoreUnderUse, key: string): Promise<SessionRecord | undefined> {
  const answer = await store.sessions.read({ key })
  return answer.kind === 'found' ? answer.record : undefined
}
