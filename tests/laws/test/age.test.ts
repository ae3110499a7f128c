import { rule } from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultyStore } from '../../../packages/core/test/engine/faulty-store.ts'
import { HOUR, MINUTE, worldOf } from '../../../packages/core/test/engine/world.ts'

const pages = { stepUp: '/confirm' }

/** Moves of a clock, forward mostly. Whatever it does, nothing is used past its age. */
const moves = fc.array(fc.integer({ min: -90_000, max: 300_000 }), { minLength: 1, maxLength: 20 })

describe('age: what is remembered is never used past its stated age', () => {
  it('the value of a source', async () => {
    await fc.assert(
      fc.asyncProperty(moves, fc.integer({ min: 1, max: 200 }), async (moves, seconds) => {
        let asked = 0
        const used: number[] = []
        const { login, clock } = worldOf({
          policy: [
            rule({ onUnknown: 'allow' }, ({ context, signals }) => {
              const { state, value } = signals.risk
              if (state === 'known') used.push(context.now - (value as { at: number }).at)
              return undefined
            }),
          ],
          signals: {
            risk: {
              maxAge: `${seconds}s`,
              read: ({ now }) => {
                asked += 1
                return { at: now }
              },
            },
          },
        })
        const alice = await login()
        for (const ms of moves) {
          clock.set(clock.now() + ms)
          await alice.answer('GET', '/')
        }
        expect(used.filter((age) => age < 0 || age > seconds * 1_000)).toEqual([])
        expect(asked).toBeGreaterThan(0)
      }),
      { numRuns: 60 },
    )
  })

  it('a session that was read here, while the store is away', async () => {
    await fc.assert(
      fc.asyncProperty(moves, fc.integer({ min: 1, max: 200 }), async (moves, seconds) => {
        const store = faultyStore()
        const { login, clock } = worldOf({ store, outage: { lastKnown: `${seconds}s` } })
        const alice = await login()
        await alice.answer('GET', '/')
        const readAt = clock.now()
        store.fails = (_, name) => (name === 'sessions.read' ? 'throws' : undefined)
        for (const ms of moves) {
          clock.set(clock.now() + ms)
          const { answer, view } = await alice.visit('GET', '/')
          const age = clock.now() - readAt
          if (answer === 'continue' && view.subject !== undefined) {
            expect(view.level).toBe('read-only')
            expect(age >= 0 && age <= seconds * 1_000, `${age} ms old`).toBe(true)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('a proof, for a demand and for a cause', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 20 * MINUTE }), { minLength: 1, maxLength: 12 }),
        async (waits) => {
          const { login, trust, clock } = worldOf({ pages, policy: [riskScore({ atLeast: 70, holds: 'session' })] })
          const alice = await login()
          await trust.report({ subject: { id: 'alice' } }, { risk: 80 })
          expect(await alice.level()).toBe('read-only')
          await alice.raise({ acr: 'mfa' })
          const provedAt = clock.now()
          for (const ms of waits) {
            clock.advance(ms)
            const age = clock.now() - provedAt
            expect(await alice.level()).toBe(age < HOUR ? 'full' : 'read-only')
            const met = (await alice.answer('GET', '/', { demand: { acr: 'mfa', maxAge: '10m' } })) === 'continue'
            expect(met).toBe(age <= 10 * MINUTE)
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})
