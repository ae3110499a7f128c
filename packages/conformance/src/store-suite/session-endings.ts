import { LIFE_MS, sampleSession } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

/** An end is final, and the first one says why. */
export function sessionEndings({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('ending a session', () => {
    storeTest('the first end stays, and only it is told that it ended something', async ({ store, now }) => {
      const at = await now()
      const record = sampleSession(at)
      await store.sessions.create(record)
      const first = { at, reason: 'risk', by: 'policy' } as const
      expect(await store.sessions.end(record.key, first)).toBe(true)
      expect(await store.sessions.end(record.key, { at: at + 1, reason: 'later', by: 'sign-out' })).toBe(false)
      expect(await store.sessions.end('nobody', first)).toBe(false)
      expect(await store.sessions.read({ key: record.key })).toMatchObject({ record: { ended: first } })
    })

    storeTest('of many who end it at once exactly one does', async ({ store, now }) => {
      const at = await now()
      const record = sampleSession(at)
      await store.sessions.create(record)
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          store.sessions.end(record.key, { at, reason: `reason-${i}`, by: 'policy' }),
        ),
      )
      expect(answers.filter(Boolean).length).toBe(1)
      const reason = `reason-${answers.indexOf(true)}`
      expect(await store.sessions.read({ key: record.key })).toMatchObject({ record: { ended: { reason } } })
    })

    storeTest('a rotation that races an end never brings the session back', async ({ store, now }) => {
      const at = await now()
      for (let i = 0; i < 10; i++) {
        const record = sampleSession(at, { handle: `handle-${i}` })
        await store.sessions.create(record)
        const { standing } = record
        const rotation = { secrets: { current: 'next', spent: [] }, standing, before: standing, narrowings: [] }
        await Promise.all([
          store.sessions.rotate(record.key, 1, rotation),
          store.sessions.end(record.key, { at, reason: 'over', by: 'policy' }),
          store.sessions.touch(record.key, { at }),
        ])
        expect(await store.sessions.read({ key: record.key })).toMatchObject({ record: { ended: { reason: 'over' } } })
      }
    })

    storeTest('a row past its deadline is ended too, and its tombstone is kept as long', async (opened) => {
      const { store, moveTime, now } = opened
      const record = sampleSession(await now())
      await store.sessions.create(record)
      await moveTime(LIFE_MS + 1)
      expect(await store.sessions.end(record.key, { at: await now(), reason: 'late', by: 'policy' })).toBe(true)
      expect(await store.sessions.read({ key: record.key })).toMatchObject({ record: { ended: { reason: 'late' } } })
      await moveTime(5_000)
      expect((await store.sessions.read({ key: record.key })).kind).toBe('absent')
    })
  })
}
