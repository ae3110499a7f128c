import { type Call, type FaultyStore, faultyStore } from '@retrust/conformance'
import { memoryStore, type NewChange } from '@retrust/core'
import fc from 'fast-check'
import { afterEach, describe, it, vi } from 'vitest'
import { asDurable, type Failover, failovers, inTurn, loseNewest } from './failover.ts'
import { FAILURES } from './failures.ts'
import { demand, raise, type Told } from './host.ts'
import { HostEnded } from './host-ended.ts'
import {
  type HostStage,
  type HostStep,
  hostStageOf,
  hostStepBut,
  hostSteps,
  playHost,
  restartHost,
} from './host-story.ts'
import { inTime } from './in-time.ts'
import { commandSettings, holds, isCaught } from './law.ts'
import { NO_RULES, type Plan, plans, policyOf } from './policies.ts'
import { policy } from './story.ts'

/*
 * Law 2 for logins that another library keeps: after its end a login is not let in, whatever is raised on top of it, by
 * handlers that were at work or with a companion cookie, and whatever the library writes back, under the same id or a new
 * one with the old start. A later start is another login. The host is the worst there is: it goes on showing what it was
 * told to end.
 *
 * Two processes, restarts and failovers as in finality.test.ts.
 */

const RUNS = 60

/** How a login is compared with ends where a test says so: by the newest of all that it was raised by, or at admission only. */
const engine = vi.hoisted(() => ({ takesRaisesForLogins: false, looksOnce: false }))
afterEach(() => {
  engine.takesRaisesForLogins = false
  engine.looksOnce = false
})
vi.mock('../../../packages/core/src/session/ended-in-log.ts', async (original) => {
  const real = await original<typeof import('../../../packages/core/src/session/ended-in-log.ts')>()
  const standingOf: typeof real.standingOf = (record) => {
    const standing = real.standingOf(record)
    if (!engine.takesRaisesForLogins) return standing
    const proved = record.standing.authentications.map(({ at }) => at)
    return { ...standing, authenticatedAt: Math.max(standing.authenticatedAt, ...proved) }
  }
  const isEndedInLog: typeof real.isEndedInLog = ({ log, leewayMs }, record, now) =>
    !engine.looksOnce && log.endOf(standingOf(record), now, leewayMs) !== undefined
  return { standingOf, isEndedInLog }
})

const policies = fc.oneof(plans({ terminate: false }), fc.constant(NO_RULES))
const all = (plan: Plan) => [...policy(), ...policyOf(plan)]

interface Model {
  readonly ended: HostEnded
}

interface Real {
  readonly stage: HostStage
  readonly store: FaultyStore
  readonly durable: boolean
}

type Command = fc.AsyncCommand<Model, Real>

/** Steps that speak for a client or a handler. What else they are told is no look at a session. */
const LOOKS = new Set<HostStep['do']>(['ask', 'set to work'])

/** Plays a step. Who was out before it is not let in by it. */
async function played(stage: HostStage, ended: HostEnded, step: HostStep, calls = () => 0): Promise<Told> {
  const at = stage.clock.now()
  const out = new Set(stage.clients.map(({ login }) => login).filter((one) => ended.isOut(one)))
  const told = await inTime(stage.clock, playHost(stage, step))
  if (told.shown !== undefined && out.has(told.shown.login)) ended.expectOutIn(told, LOOKS.has(step.do))
  ended.note(stage, step, told, at, calls())
  return told
}

/** Handlers of logins that ended: none of them gets anything for its client any more. */
async function expectWorksOut(stage: HostStage, ended: HostEnded): Promise<void> {
  for (const work of stage.works) {
    if (!ended.isOut(work.shown.login)) continue
    ended.expectOutIn(await raise(work, 'mfa'), false)
    ended.expectOutIn(await demand(work, 1), false)
    ended.expectOutIn(await demand(work, 2), false)
  }
}

const commandOf = (step: HostStep): Command => ({
  check: () => true,
  async run({ ended }, { stage, store }) {
    await played(stage, ended, step, () => store.calls.length)
    await ended.expectOut(stage, [1])
  },
  toString: () => JSON.stringify(step),
})

const failover = (step: Failover): Command => ({
  check: () => true,
  async run({ ended }, { stage, store, durable }) {
    const point = await loseNewest(store, step, durable)
    ended.lose(durable ? undefined : point)
    stage.clock.advance(1_000)
    await store.heartbeat()
    for (const on of step.restarts) await restartHost(stage, on)
    await ended.expectOut(stage, [1])
  },
  toString: () => JSON.stringify(step),
})

/** Also of a clock that is put back: what was there at an end is told by positions. */
const anyStep = fc.oneof({ weight: 40, arbitrary: hostStepBut('jump') }, { weight: 1, arbitrary: hostSteps.jump })
/** What ends a login, and what its library then does. */
const ending = fc.oneof(hostSteps['log out'], hostSteps['handler ends'], hostSteps.revoke, hostSteps['revoke before'])
const commands = fc.commands(
  [
    ...Array.from({ length: 6 }, () => anyStep.map(commandOf)),
    failovers.map(failover),
    fc.tuple(ending, hostSteps['write back']).map((both) => inTurn(...both.map(commandOf))),
    fc
      .tuple(
        hostSteps['set to work'],
        hostSteps.wait,
        hostSteps['handler raises'],
        hostSteps['revoke before'],
        hostSteps['handler asks'],
      )
      .map((all) => inTurn(...all.map(commandOf))),
    fc.tuple(ending, failovers).map((both) => inTurn(commandOf(both[0]), failover(both[1]))),
  ],
  { maxCommands: 40, size: '+1', ...commandSettings },
)

type Plant = (store: FaultyStore) => void
const NOTHING: Plant = () => undefined

const law = (plant: Plant = NOTHING) =>
  fc.asyncProperty(policies, fc.boolean(), commands, async (plan, durable, commands) => {
    const store = faultyStore(memoryStore)
    if (durable) store.inject(asDurable, { operation: 'changes.append' })
    plant(store)
    const stage = hostStageOf({ store, policy: all(plan) })
    const ended = new HostEnded()
    await played(stage, ended, { do: 'log in', subject: 'alice', ahead: 0, under: undefined })
    await fc.asyncModelRun(() => ({ model: { ended }, real: { stage, store, durable } }), commands)
    await finish(stage, ended)
  })

async function finish(stage: HostStage, ended: HostEnded): Promise<void> {
  await expectWorksOut(stage, ended)
  for (const subject of ['alice', 'bob']) await played(stage, ended, { do: 'revoke', subject, on: 0 })
  await expectWorksOut(stage, ended)
  await ended.expectOut(stage)
}

/** A fault of the store in a story: at one of the steps some of its calls fail. */
const fault = fc.record({ at: fc.nat(30), nth: fc.integer({ min: 1, max: 4 }), how: fc.constantFrom(...FAILURES) })

const lawWithFaults = (plant: Plant = NOTHING) =>
  fc.asyncProperty(
    policies,
    fc.array(anyStep, { minLength: 10, maxLength: 30 }),
    fc.array(fault, { minLength: 1, maxLength: 6 }),
    async (plan, steps, faults) => {
      const store = faultyStore(memoryStore)
      const stage = hostStageOf({ store, policy: all(plan) })
      const ended = new HostEnded()
      await played(stage, ended, { do: 'log in', subject: 'alice', ahead: 0, under: undefined })
      plant(store)
      for (const [i, one] of steps.entries()) {
        const broken = faults
          .filter((fault) => fault.at === i)
          .map(({ how, nth }) => store.inject(how, { nth, when: ({ operation }) => operation !== 'changes.news' }))
        await played(stage, ended, one)
        for (const mend of broken) mend()
      }
      await finish(stage, ended)
    },
  )

const loses =
  (which: (change: NewChange) => boolean): Plant =>
  (store) => {
    const when = ({ given: [change] }: Call): boolean => which(change as NewChange)
    store.inject({ do: 'lose' }, { operation: 'changes.append', when })
  }

/** An end leaves one of a login's forms out: itself, its id, or the login under any id. */
function leavesOut(form: 1 | 2 | 3): Plant {
  let seen = 0
  return loses(({ kind, target }) => {
    if (kind !== 'end') return false
    seen = target.includes(':credential') ? seen + 1 : 0
    return seen === form
  })
}

describe("finality: no login of a host's comes back after its end", () => {
  it('in no order of requests, handlers at work, raises, ends, write-backs, restarts and failovers', () =>
    holds(law(), RUNS))

  it('with calls of the store failing in between', () => holds(lawWithFaults(), RUNS))

  it('a store that acknowledges ends and drops them is caught', async () => {
    const plant = loses(({ kind }) => kind === 'end')
    await isCaught(law(plant), RUNS)
    await isCaught(lawWithFaults(plant), RUNS)
  })

  it('an end of a login under its own id only is caught', () => isCaught(law(leavesOut(3)), RUNS))

  it('an end that lets another in under its id is caught', () => isCaught(law(leavesOut(2)), RUNS))

  it('a revocation that is compared with what was raised, and not with the login, is caught', async () => {
    engine.takesRaisesForLogins = true
    await isCaught(law(), RUNS)
  })

  it('a handler at work whose end is not looked for again is caught', async () => {
    engine.looksOnce = true
    await isCaught(law(), RUNS)
    await isCaught(lawWithFaults(), RUNS)
  })
})
