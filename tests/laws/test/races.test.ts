import { faultyStore } from '@retrust/conformance'
import { memoryStore, type Store } from '@retrust/core'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { Ended } from './ended.ts'
import { holds, isCaught, must } from './law.ts'
import { plans, policyOf } from './policies.ts'
import { handleIn } from './processes.ts'
import { isLetIn, play, policy, type Stage, type Step, stageOf, steps } from './story.ts'

/*
 * Law 2 for requests that run at once: the scheduler of fast-check chooses which call of the store is done next. Whoever
 * asks after an end was acknowledged is out, and so is everybody once all is over, raised and refreshed in between or not.
 */

const RUNS = 80

/** A store whose every call waits until the scheduler lets it go. */
function scheduled(store: Store, scheduler: fc.Scheduler, isOn: () => boolean): Store {
  const part = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get: (_, method) => {
        const run = (Reflect.get(target, method) as (...given: unknown[]) => unknown).bind(target)
        if (method === 'subscribe') return run
        return (...given: unknown[]) =>
          isOn()
            ? scheduler.schedule(Promise.resolve(), `${name}.${String(method)}`).then(() => run(...given))
            : run(...given)
      },
    })
  return { ...store, sessions: part('sessions', store.sessions), changes: part('changes', store.changes) }
}

const racing: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: steps.ask as fc.Arbitrary<Step> },
  { weight: 3, arbitrary: steps.raise },
  { weight: 3, arbitrary: steps.refresh },
  { weight: 2, arbitrary: steps.revoke },
  { weight: 1, arbitrary: steps['log out'] },
  { weight: 1, arbitrary: steps['log out everywhere'] },
  { weight: 1, arbitrary: steps['log in'] },
  { weight: 1, arbitrary: steps.report },
)

/** Whom a step speaks for: a session by its handle, or a token's subject and time. */
function shownBy({ holders, tokens }: Stage, step: Step): string | undefined {
  if (step.do === 'ask') return handleIn(holders[step.who % holders.length]?.client.cookies)
  if (step.do === 'refresh') return tokens[step.who % tokens.length]?.subject
  return undefined
}

const law = (losesEnds = false) =>
  fc.asyncProperty(
    fc.scheduler(),
    plans({ terminate: false }),
    fc.array(racing, { minLength: 4, maxLength: 14 }),
    async (scheduler, plan, racers) => {
      let isOn = false
      const store = faultyStore(memoryStore)
      const stage = stageOf({
        store: scheduled(store, scheduler, () => isOn),
        policy: [...policy(), ...policyOf(plan)],
      })
      for (const subject of ['alice', 'bob', 'alice'])
        await play(stage, { do: 'log in', subject, acr: 'mfa', home: 0, on: 0 })
      await play(stage, { do: 'authenticate', subject: 'alice' })
      stage.clock.advance(10_000)
      if (losesEnds) store.inject({ do: 'lose' }, { operation: 'changes.append' })
      isOn = true
      // Who logs in during the race may do so after an end: those who were there before are looked at.
      const before = { ...stage, holders: [...stage.holders] }
      const out = new Set<string>()
      const ended = new Ended()
      const race = async (step: Step): Promise<void> => {
        await scheduler.schedule(Promise.resolve(), step.do)
        const shown = shownBy(stage, step)
        const wasOut = shown !== undefined && out.has(shown)
        const answer = await play(stage, step)
        must(!(wasOut && isLetIn(answer)), () => `${JSON.stringify(step)} was answered "${answer}" after its end`)
        if (step.do !== 'revoke' || answer !== 'done') return
        ended.note(before, step, answer)
        out.add(step.subject)
        for (const one of ended.holders(before)) out.add(handleIn(one.client.cookies) ?? 'none')
      }
      await scheduler.waitFor(Promise.all(racers.map(race)))
      isOn = false
      ended.note(before, { do: 'wait', ms: 0 }, 'done')
      await ended.expectOut(before, [0, 1, 2])
    },
  )

describe('finality: in no race', () => {
  it('is anybody let in after an end', () => holds(law(), RUNS))

  it('a store that acknowledges ends and drops them is caught', () => isCaught(law(true), RUNS))
})
