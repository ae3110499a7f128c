import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAILURES, faultyStore } from '../../../packages/core/test/engine/faulty-store.ts'
import { settled } from '../../../packages/core/test/engine/world.ts'
import { ask, DEMANDS, type Holder, play, present, type Stage, type Step, stageOf, step } from './story.ts'

/** Faults of the store in a story: from one step on, the calls of these numbers fail. */
const fault = fc.record({ at: fc.nat(30), call: fc.integer({ min: 1, max: 4 }), how: fc.constantFrom(...FAILURES) })

/** What must never be let in again. */
interface Ended {
  readonly holders: Set<Holder>
  readonly revokedAt: Map<string, number>
}

/** Plays a step whose store may hang: its time runs out as often as it is asked. */
async function playInTime(stage: Stage, one: Step): Promise<string> {
  let answer: string | undefined
  void play(stage, one).then((given) => {
    answer = given
  })
  for (let i = 0; i < 12; i++) {
    await settled()
    if (answer !== undefined) return answer
    stage.worlds[0].clock.advance(2_000)
  }
  throw new Error(`"${one.do}" was never answered`)
}

function note({ holders, worlds }: Stage, ended: Ended, one: Step, answer: string): void {
  if (one.do === 'revoke' && answer === 'done') {
    ended.revokedAt.set(one.subject, worlds[0].clock.now())
    for (const holder of holders) if (holder.subject === one.subject) ended.holders.add(holder)
  }
}

/** Everybody who must be out tries both engines, with every demand there is. */
async function expectOut(stage: Stage, ended: Ended): Promise<void> {
  const let_in: string[] = []
  for (const on of [0, 1] as const) {
    for (const holder of ended.holders) {
      for (const demand of DEMANDS.keys()) {
        const answer = await ask(stage, holder, { do: 'ask', who: 0, method: 'GET', demand, on })
        if (answer.startsWith('as ') && !answer.startsWith('as nobody'))
          let_in.push(`${holder.subject} on ${on}: ${answer}`)
      }
    }
    for (const token of stage.tokens) {
      if (token.authTime > (ended.revokedAt.get(token.subject) ?? -1)) continue
      const answer = await present(stage, token, on)
      if (answer.startsWith('as ')) let_in.push(`token of ${token.subject} on ${on}: ${answer}`)
    }
  }
  expect(let_in).toEqual([])
}

describe('finality: nobody comes back after an end', () => {
  it('in no order of requests, copies, raises, refreshes, logins and waits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 30 }), async (steps) => {
        const stage = stageOf()
        const ended: Ended = { holders: new Set(), revokedAt: new Map() }
        for (const one of steps) note(stage, ended, one, await play(stage, one))
        for (const subject of new Set(stage.holders.map((holder) => holder.subject))) {
          const revoke = { do: 'revoke', subject } as const
          note(stage, ended, revoke, await play(stage, revoke))
        }
        await expectOut(stage, ended)
        for (const one of steps.slice(0, 10)) if (one.do !== 'revoke') await play(stage, one)
        await expectOut(stage, ended)
      }),
      { numRuns: 60 },
    )
  })

  it('for tokens of one lineage, whatever newer login reopened it', async () => {
    const tokenStep = fc.oneof(
      fc.constant<Step>({ do: 'authenticate', subject: 'alice' }),
      fc.constant<Step>({ do: 'revoke', subject: 'alice' }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(500, 7_000) }),
      fc.record({ do: fc.constant('refresh' as const), who: fc.nat(4), on: fc.constantFrom(0 as const, 1 as const) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(tokenStep, { minLength: 8, maxLength: 24 }), async (steps) => {
        const stage = stageOf()
        const ended: Ended = { holders: new Set(), revokedAt: new Map() }
        for (const one of steps) {
          note(stage, ended, one, await play(stage, one))
          await expectOut(stage, ended)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('with the store failing in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 30 }),
        fc.array(fault, { minLength: 1, maxLength: 6 }),
        async (steps, faults) => {
          const store = faultyStore()
          const stage = stageOf({ store })
          const ended: Ended = { holders: new Set(), revokedAt: new Map() }
          for (const [i, one] of steps.entries()) {
            const first = store.calls.length
            const now = faults.filter((fault) => fault.at === i)
            store.fails = (call) => now.find((fault) => call === first + fault.call)?.how
            note(stage, ended, one, await playInTime(stage, one))
          }
          store.fails = () => undefined
          await expectOut(stage, ended)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('after a terminate, for every copy of the session', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.array(step, { maxLength: 12 }), async (before, after) => {
        const stage = stageOf()
        await play(stage, { do: 'log in', subject: 'alice', acr: 'mfa' })
        await play(stage, { do: 'copy', who: 0 })
        await play(stage, { do: 'raise', who: 0, acr: 'mfa', object: undefined })
        for (const one of before) await play(stage, one)
        await play(stage, { do: 'report', subject: 'alice', risk: 100 })
        const copies = stage.holders.slice(0, 2)
        for (const one of copies) {
          const answer = await ask(stage, one, { do: 'ask', who: 0, method: 'GET', demand: 1, on: 0 })
          expect(answer).toMatch(/^401 (risk\.high|session\.|secret\.spent|credential\.absent)/)
        }
        await play(stage, { do: 'report', subject: 'alice', risk: 0 })
        const ended: Ended = { holders: new Set(copies), revokedAt: new Map() }
        await expectOut(stage, ended)
        for (const one of after) await play(stage, one)
        await expectOut(stage, ended)
      }),
      { numRuns: 40 },
    )
  })
})
