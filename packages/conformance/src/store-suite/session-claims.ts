import { LIFE_MS, sampleSession } from './samples.ts'
import type { StoreSuiteContext } from './store-under-test.ts'

/** A proof is used once, and only while its session lives. */
export function sessionClaims({ describe, expect, storeTest }: StoreSuiteContext): void {
  describe('claiming a proof', () => {
    storeTest('of twenty at once exactly one is made', async ({ store, now }) => {
      const at = await now()
      const { key } = sampleSession(at)
      await store.sessions.create(sampleSession(at))
      const claim = { key: 'jti', keptUntil: at + 60_000 }
      const answers = await Promise.all(Array.from({ length: 20 }, () => store.sessions.read({ key, claim })))
      const claims = answers.map((one) => (one.kind === 'found' ? one.claim : one.kind)).sort()
      expect(claims).toEqual(['made', ...Array.from({ length: 19 }, () => 'used')])
    })

    storeTest('it is kept until its own end, and is one session’s', async ({ store, moveTime, now }) => {
      const at = await now()
      const mine = sampleSession(at)
      const other = sampleSession(at, { handle: 'other' })
      await store.sessions.create(mine)
      await store.sessions.create(other)
      const claimed = async (key: string): Promise<unknown> => {
        const answer = await store.sessions.read({ key, claim: { key: 'jti', keptUntil: at + 60_000 } })
        return answer.kind === 'found' ? answer.claim : answer.kind
      }
      expect(await claimed(mine.key)).toBe('made')
      expect(await claimed(other.key)).toBe('made')
      await moveTime(59_000)
      expect(await claimed(mine.key)).toBe('used')
    })

    storeTest('nothing is claimed from what is absent, ended or past its deadline', async (opened) => {
      const { store, moveTime, now } = opened
      const at = await now()
      const ended = sampleSession(at)
      const over = sampleSession(at, { handle: 'over' })
      const claim = { key: 'jti', keptUntil: at + 2 * LIFE_MS }
      await store.sessions.create(ended)
      await store.sessions.create(over)
      await store.sessions.end(ended.key, { at, reason: 'over', by: 'policy' })
      await moveTime(LIFE_MS)
      expect((await store.sessions.read({ key: 'nobody', claim })).kind).toBe('absent')
      expect(await store.sessions.read({ key: ended.key, claim })).toMatchObject({ claim: 'none' })
      expect(await store.sessions.read({ key: over.key, claim })).toMatchObject({ claim: 'none' })
    })

    storeTest('a session without a claim says none', async ({ store, now }) => {
      const record = sampleSession(await now())
      await store.sessions.create(record)
      expect(await store.sessions.read({ key: record.key })).toMatchObject({ claim: 'none' })
    })
  })
}
