import { memoryStore } from '@retrust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Client, worldOf } from '../../../packages/core/test/engine/world.ts'
import { play, type Step, stageOf, step } from './story.ts'

const people = Array.from({ length: 8 }, (_, i) => `person-${i}`)
const person = fc.nat(people.length - 1)

describe('bounded memory: reaching a bound never lets anything pass', () => {
  it('of changes: whoever was revoked stays out, whatever is folded and refused', async () => {
    const act = fc.record({ do: fc.constantFrom('revoke', 'report', 'log in'), who: person })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
        const { login, trust, clock } = worldOf({ store: memoryStore({ maxChanges: 3 }) })
        const clients = new Map<string, Client>()
        const out = new Set<Client>()
        for (const { do: what, who } of acts) {
          clock.advance(1_000)
          const id = people[who] as string
          const client = clients.get(id)
          if (what === 'log in') clients.set(id, await login({ id }))
          else if (what === 'report') await trust.report({ subject: { id } }, { risk: 50 }).catch(() => undefined)
          else {
            await trust.revoke({ subject: { id } })
            if (client !== undefined) out.add(client)
          }
          for (const one of out) expect(await one.answer('GET', '/', { demand: {} })).toMatch(/^401 session\.ended/)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('of sessions: nobody is begun over the bound, and a tombstone does not make room', async () => {
    const act = fc.record({ do: fc.constantFrom('log in', 'log in', 'log out'), who: person })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 30 }), async (acts) => {
        const { login, trust } = worldOf({ store: memoryStore({ maxSessions: 4 }) })
        const clients: Client[] = []
        const ended: Client[] = []
        for (const { do: what, who } of acts) {
          if (what === 'log in') {
            const client = await login({ id: people[who] as string }).catch((error: Error) => error)
            if (client instanceof Error) expect(client.message).toMatch('503 fault.store')
            else clients.push(client)
          } else {
            const client = clients.shift()
            const copy = client?.copy()
            await client?.end()
            if (copy !== undefined) ended.push(copy)
          }
          expect((await trust.sessions()).sessions.length).toBeLessThanOrEqual(4)
          for (const one of clients) expect(await one.answer('GET', '/', { demand: {} })).toBe('continue')
          for (const one of ended) expect(await one.answer('GET', '/', { demand: {} })).toMatch(/^401 /)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('of a session: no list in its record grows past its bound', async () => {
    const busy: fc.Arbitrary<Step> = fc.oneof(
      { weight: 1, arbitrary: step },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('raise' as const),
          who: fc.constant(0),
          acr: fc.constantFrom('pwd' as const, 'mfa' as const),
          object: fc.constantFrom('1', '2'),
        }),
      },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(busy, { minLength: 20, maxLength: 60 }), async (steps) => {
        const stage = stageOf()
        await play(stage, { do: 'log in', subject: 'alice', acr: 'pwd' })
        for (const one of steps) await play(stage, one)
        const { sessions } = await stage.worlds[0].trust.sessions()
        for (const { standing, before, secrets, narrowings, baseline, lineage } of sessions) {
          for (const one of [standing, before ?? standing]) {
            expect(one.authentications.length).toBeLessThanOrEqual(8)
            expect(one.answered.length).toBeLessThanOrEqual(32)
            expect(one.presenters.length).toBeLessThanOrEqual(8)
          }
          expect(secrets?.spent.length ?? 0).toBeLessThanOrEqual(8)
          expect(narrowings.length).toBeLessThanOrEqual(32)
          expect(baseline.networks.length).toBeLessThanOrEqual(8)
          expect(baseline.kinds.length).toBeLessThanOrEqual(16)
          expect(lineage.length).toBeLessThanOrEqual(8)
        }
      }),
      { numRuns: 30 },
    )
  })
})
