import { LIFE_MS, sampleSession } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

/** A session is created once, and what is read is what was created. */
export function sessionCreation({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('creating a session', () => {
    storeTest('what is not there is absent, with the store’s time', async ({ store, moveTime, now }) => {
      const before = await now()
      await moveTime(60_000)
      const answer = await store.sessions.read({ key: 'nobody' })
      expect(answer.kind).toBe('absent')
      expect(answer.now - before >= 60_000).toBe(true)
    })

    storeTest('what was created is read as it is', async ({ store, now }) => {
      const record = sampleSession(await now())
      expect(await store.sessions.create(record)).toMatchObject({ created: true })
      expect(await store.sessions.read({ key: record.key })).toMatchObject({ kind: 'found', record, claim: 'none' })
    })

    storeTest('a row is created only if there is none, an ended one included', async ({ store, now }) => {
      const at = await now()
      const record = sampleSession(at)
      await store.sessions.create(record)
      expect(await store.sessions.create({ ...record, revision: 9 })).toMatchObject({ created: false })
      await store.sessions.end(record.key, { at, reason: 'over', by: 'policy' })
      expect(await store.sessions.create({ ...record, revision: 9 })).toMatchObject({ created: false })
      expect(await store.sessions.read({ key: record.key })).toMatchObject({ record: { ended: { reason: 'over' } } })
    })

    storeTest('of many who create one row, exactly one does', async ({ store, now }) => {
      const at = await now()
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => store.sessions.create(sampleSession(at, {}, { revision: i + 1 }))),
      )
      expect(answers.filter((one) => one.created).length).toBe(1)
    })

    storeTest('`endedBefore` creates over a row that ended before that instant, and over no other', async (opened) => {
      const { store, now } = opened
      const at = await now()
      const record = sampleSession(at)
      const again = { ...record, beganAt: at + 1 }
      await store.sessions.create(record)
      expect(await store.sessions.create(again, { endedBefore: at + LIFE_MS })).toMatchObject({ created: false })
      await store.sessions.end(record.key, { at: at + 10, reason: 'over', by: 'policy' })
      expect(await store.sessions.create(again, { endedBefore: at + 10 })).toMatchObject({ created: false })
      expect(await store.sessions.create(again, { endedBefore: at + 11 })).toMatchObject({ created: true })
      const answer = await store.sessions.read({ key: record.key })
      expect(answer.kind === 'found' && answer.record.ended === undefined && answer.record.beganAt).toBe(at + 1)
      expect((await store.sessions.page({ tenant: '' })).sessions.length).toBe(1)
    })

    storeTest('a row whose keeping is over is absent, and may be created again', async ({ store, moveTime, now }) => {
      const record = sampleSession(await now())
      await store.sessions.create(record)
      await moveTime(record.keptUntil - record.beganAt - 1)
      expect((await store.sessions.read({ key: record.key })).kind).toBe('found')
      await moveTime(1)
      expect((await store.sessions.read({ key: record.key })).kind).toBe('absent')
      expect((await store.sessions.page({ tenant: '' })).sessions.length).toBe(0)
      expect(await store.sessions.create(sampleSession(await now()))).toMatchObject({ created: true })
    })

    storeTest('a row that is over when it comes is never read', async ({ store, now }) => {
      const at = await now()
      const record = sampleSession(at, {}, { expiresAt: at - 10, keptUntil: at - 5 })
      await store.sessions.create(record)
      expect((await store.sessions.read({ key: record.key })).kind).toBe('absent')
    })
  })
}
