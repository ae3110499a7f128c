import { type FaultyStore, faultyStore } from '@retrust/conformance'
import { memoryStore } from '@retrust/core'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { Ended } from './ended.ts'
import { asDurable, type Failover, failovers, inTurn, loseNewest } from './failover.ts'
import { FAILURES } from './failures.ts'
import { inTime } from './in-time.ts'
import { commandSettings, holds, isCaught } from './law.ts'
import { NO_RULES, type Plan, plans, policyOf } from './policies.ts'
import { play, policy, type Stage, type Step, stageOf, step, steps } from './story.ts'

/*
 * Law 2. After `terminate`, or a revocation whose receipt says durable, no order of requests, races, adoptions, refreshes
 * and store faults ends in `allow` for that credential. (Races: races.test.ts.)
 *
 * The model is the list of ends that were acknowledged. Two processes stand over one store. A restart takes a process's
 * memory. A failover takes a second, gives the log another identity, and loses the newest writes: where receipts say
 * `accepted`, of any kind, and with them the promise of the ends among them; where they say `durable`, of sessions only.
 * That a process puts what it still holds back into a store that lost it is not promised yet.
 */

const RUNS = 70

/** A policy that ends sessions where it is told to, under whatever else. */
const policies = fc.oneof(plans({ terminate: false }), fc.constant(NO_RULES))
const all = (plan: Plan) => [...policy(), ...policyOf(plan)]

interface Model {
  readonly ended: Ended
}

interface Real {
  readonly stage: Stage
  readonly store: FaultyStore
  readonly durable: boolean
  /** A durable store that is none: it loses changes too. */
  readonly lies: boolean
}

type Command = fc.AsyncCommand<Model, Real>

/** A step of a story. Who was out before it is out after it. */
const commandOf = (step: Step): Command => ({
  check: () => true,
  async run({ ended }, { stage, store }) {
    const answer = await play(stage, step)
    ended.note(stage, step, answer, store.calls.length)
    await ended.expectOut(stage, [1])
  },
  toString: () => JSON.stringify(step),
})

const failover = (step: Failover): Command => ({
  check: () => true,
  async run({ ended }, { stage, store, durable, lies }) {
    const point = await loseNewest(store, step, durable && !lies)
    if (!durable) ended.loseAfter(point)
    stage.clock.advance(1_000)
    await store.heartbeat()
    for (const on of step.restarts) stage.processes[on].restart()
    await ended.expectOut(stage, [1])
  },
  toString: () => JSON.stringify(step),
})

const commands = fc.commands(
  [
    step.map(commandOf),
    steps.revoke.map(commandOf),
    steps['log in'].map(commandOf),
    steps.ask.map(commandOf),
    steps.restart.map(commandOf),
    failovers.map(failover),
    // What a failover loses is most telling right after an end.
    fc.tuple(steps.revoke, failovers).map((both) => inTurn(commandOf(both[0]), failover(both[1]))),
  ],
  { maxCommands: 30, size: '+1', ...commandSettings },
)

interface Defects {
  readonly lies?: boolean
  readonly plant?: (store: FaultyStore) => void
}

const law = ({ lies = false, plant = () => undefined }: Defects = {}) =>
  fc.asyncProperty(policies, lies ? fc.constant(true) : fc.boolean(), commands, async (plan, durable, commands) => {
    const store = faultyStore(memoryStore)
    if (durable) store.inject(asDurable, { operation: 'changes.append' })
    plant(store)
    const stage = stageOf({ store, policy: all(plan) })
    const ended = new Ended()
    for (const on of [0, 1] as const) await play(stage, { do: 'log in', subject: 'alice', acr: 'mfa', home: 0, on })
    await fc.asyncModelRun(() => ({ model: { ended }, real: { stage, store, durable, lies } }), commands)
    for (const subject of ['alice', 'bob']) {
      const step = { do: 'revoke', subject, on: 0 } as const
      ended.note(stage, step, await play(stage, step), store.calls.length)
    }
    await ended.expectOut(stage)
  })

/** A fault of the store in a story: at one of the steps some of its calls fail. */
const fault = fc.record({ at: fc.nat(30), nth: fc.integer({ min: 1, max: 4 }), how: fc.constantFrom(...FAILURES) })

const lawWithFaults = (plant: (store: FaultyStore) => void = () => undefined) =>
  fc.asyncProperty(
    policies,
    fc.array(step, { minLength: 10, maxLength: 30 }),
    fc.array(fault, { minLength: 1, maxLength: 6 }),
    async (plan, steps, faults) => {
      const store = faultyStore(memoryStore)
      const stage = stageOf({ store, policy: all(plan) })
      const ended = new Ended()
      await play(stage, { do: 'log in', subject: 'alice', acr: 'mfa', home: 0, on: 0 })
      plant(store)
      for (const [i, one] of steps.entries()) {
        const broken = faults
          .filter((fault) => fault.at === i)
          .map(({ how, nth }) => store.inject(how, { nth, when: ({ operation }) => operation !== 'changes.news' }))
        const answer = await inTime(stage.clock, play(stage, one))
        ended.note(stage, one, answer)
        for (const mend of broken) mend()
      }
      const revoke = { do: 'revoke', subject: 'alice', on: 1 } as const
      ended.note(stage, revoke, await play(stage, revoke))
      await ended.expectOut(stage)
    },
  )

const losesEnds = (store: FaultyStore): void =>
  void store.inject(
    { do: 'lose' },
    { operation: 'changes.append', when: ({ given }) => (given[0] as { kind: string }).kind === 'end' },
  )

describe('finality: nobody comes back after an end', () => {
  it('in no order of requests, raises, refreshes, revocations, restarts and failovers', () => holds(law(), RUNS))

  it('with calls of the store failing in between', () => holds(lawWithFaults(), RUNS))

  it('a store that says durable and loses changes is caught', () => isCaught(law({ lies: true }), RUNS))

  it('a store that acknowledges ends and drops them is caught', async () => {
    await isCaught(law({ plant: losesEnds }), RUNS)
    await isCaught(lawWithFaults(losesEnds), RUNS)
  })

  it('a process that never hears of changes is caught', async () => {
    const plant = (store: FaultyStore): void =>
      void store.inject({ do: 'lose' }, { operation: 'changes.news', when: ({ given }) => given[1] === 1 })
    await isCaught(law({ plant }), RUNS)
    await isCaught(lawWithFaults(plant), RUNS)
  })
})
