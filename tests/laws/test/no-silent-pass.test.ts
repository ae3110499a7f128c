import { faultyStore } from '@retrust/conformance'
import { type AuditRecord, memoryStore } from '@retrust/core'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FAILURES } from './failures.ts'
import { inTime } from './in-time.ts'
import { holds, isCaught, must } from './law.ts'
import { NO_RULES, type Plan, plans, policyOf } from './policies.ts'
import { isLetIn, play, policy, type Stage, type Step, stageOf, step, stepBut, steps } from './story.ts'

/*
 * Law 6. Failing any one call of store, crypto, signal source or required audit never yields `allow`, unless `onUnknown`,
 * `outage` or `audit` says so by name. A story is told twice, the second time with a failure in its last step: nobody gets
 * more than without it; where a record that is required could not be written, or a session not be read, nobody gets
 * anything; and a source that failed is never taken for one that found nothing bad. (Answers that are none: nonsense.test.ts.)
 */

const RUNS = 120
const LEVELS = ['read-only', 'limited', 'full']

/** The calls of our hashes, signatures of cookies and randomness; the n-th fails where a test says so. */
const crypto = vi.hoisted(() => ({ calls: 0, failsAt: undefined as number | undefined }))
vi.mock('../../../packages/core/src/crypto.ts', async (original) => {
  const real = await original<Record<string, (...given: unknown[]) => unknown>>()
  const failing =
    (run: (...given: unknown[]) => unknown) =>
    (...given: unknown[]) => {
      crypto.calls += 1
      if (crypto.calls === crypto.failsAt) throw new Error('the operation failed')
      return run(...given)
    }
  return Object.fromEntries(Object.entries(real).map(([name, run]) => [name, failing(run)]))
})

const unhandled: unknown[] = []
const note = (error: unknown): void => void unhandled.push(error)
beforeEach(() => void process.on('unhandledRejection', note))
afterEach(() => {
  process.off('unhandledRejection', note)
  expect(unhandled.splice(0)).toEqual([])
})

const nth = fc.constantFrom(1, 1, 2, 3, 4)
const how = fc.constantFrom(...FAILURES)
const FAILING = {
  store: fc.record({ part: fc.constant('store' as const), nth, how }),
  crypto: fc.record({ part: fc.constant('crypto' as const), nth: fc.integer({ min: 1, max: 20 }) }),
  risk: fc.record({ part: fc.constant('risk' as const), how }),
  audit: fc.record({ part: fc.constant('audit' as const), nth, how }),
}
type Failing = {
  [Part in keyof typeof FAILING]: (typeof FAILING)[Part] extends fc.Arbitrary<infer T> ? T : never
}[keyof typeof FAILING]
const anyFails: fc.Arbitrary<Failing> = fc.oneof(
  { weight: 3, arbitrary: FAILING.store },
  FAILING.crypto,
  FAILING.risk,
  { weight: 2, arbitrary: FAILING.audit },
)

/** What a hook of the application does when it fails. */
function fail(how: (typeof FAILURES)[number]): Promise<never> {
  if (how.do === 'throw') throw new Error('away')
  if (how.do === 'hang' || how.do === 'delay') return new Promise<never>(() => undefined)
  return Promise.reject('error' in how ? how.error : new Error('away'))
}

interface Told {
  readonly answer: string
  /** What failed: `sessions.read`, `crypto`, `risk`, `audit`. */
  readonly failed: string | undefined
}

interface Defects {
  /** A source that says that there is no risk when it could not ask. */
  readonly swallows?: boolean
  /** A sink that loses records and says nothing. */
  readonly losesRecords?: boolean
  /** A store that answers from somewhere else when it cannot be asked. */
  readonly makesUp?: boolean
}

/** Plays a story; in its last step something fails. */
async function told(
  plan: Plan,
  story: readonly Step[],
  end: Step,
  failing: Failing | undefined,
  { swallows, losesRecords, makesUp }: Defects,
): Promise<Told> {
  const store = faultyStore(memoryStore)
  let broken: Failing | undefined
  let failed: string | undefined
  let records = 0
  const risk = (): unknown => {
    if (broken?.part !== 'risk') return 30
    failed = 'risk'
    return swallows ? 0 : fail(broken.how)
  }
  const sink = (_record: AuditRecord): unknown => {
    records += 1
    if (broken?.part !== 'audit' || records !== broken.nth) return undefined
    failed = 'audit'
    return losesRecords ? undefined : fail(broken.how)
  }
  const stage: Stage = stageOf({
    store,
    policy: [...policy(), ...policyOf(plan)],
    signals: { risk },
    audit: { mode: 'required', sink: sink as (record: AuditRecord) => void },
  })
  await play(stage, { do: 'log in', subject: 'alice', acr: 'mfa', home: 0, on: 0 })
  for (const one of story) await play(stage, one)
  records = 0
  crypto.calls = 0
  broken = failing
  if (broken?.part === 'crypto') crypto.failsAt = broken.nth
  if (broken?.part === 'store') {
    const { how, nth } = broken
    let seen = 0
    store.inject(makesUp ? { do: 'answer', as: (honest) => honest } : how, {
      when: ({ operation }) => {
        // News is told: nobody asked for it.
        if (operation === 'changes.news') return false
        seen += 1
        if (seen === nth) failed = operation
        return seen === nth
      },
    })
  }
  try {
    const answer = await inTime(stage.clock, play(stage, end)).catch((error: unknown) => `failed: ${String(error)}`)
    if (crypto.failsAt !== undefined && crypto.calls >= crypto.failsAt) failed = 'crypto'
    return { answer, failed }
  } finally {
    crypto.failsAt = undefined
  }
}

const last: fc.Arbitrary<Step> = fc.oneof({ weight: 3, arbitrary: steps.ask as fc.Arbitrary<Step> }, steps.refresh)

/** What says by name that a request goes on all the same. */
const MAY_FAIL = new Set(['sessions.touch', 'risk'])

const law = (defects: Defects = {}, failing: fc.Arbitrary<Failing> = anyFails, hit = new Set<string>()) =>
  fc.asyncProperty(
    fc.oneof(plans({ terminate: false }), fc.constant(NO_RULES)),
    fc.oneof(fc.array(step, { maxLength: 12 }), fc.constant<Step[]>([])),
    last,
    failing,
    async (plan, story, end, failing) => {
      // Where the source fails, a report that is known speaks for the signal by itself, milder or not.
      const steps = failing.part === 'risk' ? story.filter((one) => one.do !== 'report') : story
      const whole = await told(plan, steps, end, undefined, defects)
      const broken = await told(plan, steps, end, failing, defects)
      if (broken.failed !== undefined) hit.add(broken.failed)
      if (!isLetIn(broken.answer)) return
      const [a, b] = [whole, broken].map(({ answer }) => /^as (\S+) at (\S+)$/.exec(answer) ?? [])
      must(
        a?.[1] === b?.[1] && LEVELS.indexOf(b?.[2] as string) <= LEVELS.indexOf(a?.[2] as string),
        () => `${broken.failed} failed: "${broken.answer}" in the place of "${whole.answer}"`,
      )
      must(
        broken.failed === undefined || MAY_FAIL.has(broken.failed),
        () => `${broken.failed} failed, and it was "${broken.answer}"`,
      )
    },
  )

/** Policies that read the risk and say nothing of what it means that it is not known. */
const readsRisk = fc.record({
  atLeast: fc.integer({ min: 31, max: 98 }),
  decide: fc.constantFrom('downgrade', 'step-up', 'deny'),
})

/** Without proofs and reports: an answer given to not knowing, and a report that is known, count all the same. */
const quiet = stepBut('raise', 'report', 'refresh', 'authenticate')

const sourceLaw = (defects: Defects = {}) =>
  fc.asyncProperty(readsRisk, fc.array(quiet, { maxLength: 8 }), steps.ask, how, async (rule, story, end, how) => {
    const plan: Plan = { ...NO_RULES, ours: [['riskScore', rule]] }
    const { answer, failed } = await told(plan, story, { ...end, who: 0 }, { part: 'risk', how }, defects)
    must(failed === undefined || !answer.endsWith(' at full'), () => `the source failed, and it was "${answer}"`)
  })

describe('no silent pass', () => {
  it('failing any one call gives nobody more than they would have got', async () => {
    const hit = new Set<string>()
    await holds(law({}, anyFails, hit), RUNS)
    expect([...hit]).toEqual(expect.arrayContaining(['sessions.read', 'crypto', 'risk', 'audit']))
  })

  it('a source that fails is not taken for one that found nothing', () => holds(sourceLaw(), RUNS / 2))

  it('a source that hides its failures is caught', () => isCaught(sourceLaw({ swallows: true }), RUNS / 2))

  it('a sink that hides its failures is caught', () => isCaught(law({ losesRecords: true }, FAILING.audit), RUNS))

  it('a store that hides its failures is caught', () => isCaught(law({ makesUp: true }, FAILING.store), RUNS))
})
