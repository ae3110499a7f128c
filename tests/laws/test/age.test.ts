import { type FaultyStore, faultyStore } from '@retrust/conformance'
import {
  accessToken,
  type CredentialOption,
  cookieSession,
  deny,
  memoryStore,
  type Rule,
  type RuleFunction,
  rule,
  type SessionAnswer,
} from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { type ManualClock, manualClock } from '@retrust/core/testing'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { type Client, MINUTE } from '../../../packages/core/test/engine/world.ts'
import { commandSettings, holds, isCaught, must } from './law.ts'
import { clientOf, type Process, processOf } from './processes.ts'
import { pages } from './story.ts'
import { AUDIENCE, ISSUER, jwks, mintToken, type SignedToken } from './token-mint.ts'

/*
 * Law 7. What is remembered is never used past its stated age: a token, a signal, a report, a session, what was last read
 * of it while the store is away, a proof for a demand. A decision is never remembered.
 *
 * The model is when each of them was made. Two processes stand over one store; clocks go on and jump, also back.
 */

const RUNS = 80
const AGES = { source: 30_000, report: 2 * MINUTE, lastKnown: 20_000, token: 5 * MINUTE, proof: 5 * MINUTE }
const LIFE = { idle: 4 * MINUTE, absolute: 12 * MINUTE }
const LEEWAY_MS = 5_000
const ASKS_PROOF = { acr: 'pwd', maxAge: '5m' }

interface Model {
  now: number
  beganAt: number
  allowedAt: number
  provedAt: number | undefined
  reportedAt: number | undefined
  /** When each process last read the session. */
  readonly readAt: (number | undefined)[]
  closed: boolean
  away: boolean
}

interface Real {
  readonly clock: ManualClock
  readonly store: FaultyStore
  readonly processes: readonly [Process, Process]
  readonly tokens: SignedToken[]
  cookies: string | undefined
  readonly house: House
}

/** What the rules of the test look at, and what they saw. */
interface House {
  closed: boolean
  readonly used: { readonly made: number; readonly at: number }[]
}

type Command = fc.AsyncCommand<Model, Real>
type On = 0 | 1

const command = (name: string, run: (model: Model, real: Real) => Promise<void>): Command => ({
  check: () => true,
  run,
  toString: () => name,
})

const wait = (ms: number): Command =>
  command(`wait ${ms}`, async (model, { clock }) => {
    clock.advance(ms)
    model.now = clock.now()
  })

const jump = (ms: number): Command =>
  command(`jump ${ms}`, async (model, { clock }) => {
    clock.set(clock.now() + ms)
    model.now = clock.now()
  })

const away = (is: boolean): Command =>
  command(is ? 'the store is away' : 'the store is back', async (model, { store }) => {
    store.heal()
    if (is) store.inject({ do: 'reject' }, { operation: ['sessions.read', 'sessions.touch', 'sessions.rotate'] })
    model.away = is
  })

/** Whether somebody may be let in by what the model knows, and how far. */
function expectYoung(model: Model, on: On, demand: object, level: string): void {
  const { now, beganAt, allowedAt, provedAt, reportedAt, readAt } = model
  const within = (what: string, at: number | undefined, most: number) =>
    must(at !== undefined && now - at <= most, () => `${what} was ${now - (at ?? Number.NaN)} ms old, at most ${most}`)
  must(!model.closed, () => 'it was let in while the house was closed')
  within('the session', beganAt, LIFE.absolute)
  // Activity is written every tenth of the idle time.
  within('the last activity', allowedAt, LIFE.idle * 1.1)
  if ('maxAge' in demand) within('the proof', Math.max(beganAt, provedAt ?? 0), AGES.proof)
  if (model.away) {
    within('what was last read', readAt[on], AGES.lastKnown)
    must(level === 'read-only', () => `it was let in at ${level} without the store`)
  } else if (reportedAt === undefined || now >= reportedAt + AGES.report) {
    must(level === 'full', () => 'a report was used past its age')
  }
}

const ask = (on: On, method: string, demand: object): Command =>
  command(`ask ${method} ${JSON.stringify(demand)} at ${on}`, async (model, real) => {
    const before = real.house.used.length
    const visitor = clientOf(real.processes[on], real.cookies)
    const { answer, view } = await visitor.visit(method, '/', { demand })
    for (const { made, at } of real.house.used.slice(before)) {
      must(at - made >= 0 && at - made <= AGES.source, () => `a signal was ${at - made} ms old`)
    }
    // Refused or not, the session was looked at, unless it could not be asked.
    if (!model.away && view.subject !== undefined) model.readAt[on] = model.now
    if (answer !== 'continue' || view.subject === undefined) return
    expectYoung(model, on, demand, view.level)
    if (!model.away) model.allowedAt = model.now
  })

const raise = (on: On): Command =>
  command(`raise at ${on}`, async (model, real) => {
    const client: Client = clientOf(real.processes[on], real.cookies)
    try {
      await client.raise({ acr: 'mfa' })
    } catch {
      return
    }
    // The way back up is essential: it is open while the house is closed.
    must(!model.away, () => 'it was raised without the store')
    real.cookies = client.cookies
    model.provedAt = model.now
    model.readAt[on] = model.now
    model.allowedAt = model.now
  })

const logIn = (on: On): Command =>
  command(`log in at ${on}`, async (model, real) => {
    const client = clientOf(real.processes[on], undefined)
    try {
      await client.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
    } catch {
      return
    }
    real.cookies = client.cookies
    Object.assign(model, { beganAt: model.now, allowedAt: model.now, provedAt: undefined })
    model.readAt.splice(0, 2, undefined, undefined)
    model.readAt[on] = model.now
  })

const report = (on: On): Command =>
  command(`report at ${on}`, async (model, { processes }) => {
    await processes[on].trust.report({ subject: { id: 'alice' } }, { risk: 60 }, { maxAge: '2m' })
    model.reportedAt = model.now
  })

const mint = (age: number): Command =>
  command(`a token of ${age} ms ago`, async (model, { tokens }) => {
    tokens.push(await mintToken(model.now - age))
  })

const show = (which: number, on: On): Command =>
  command(`show token ${which} at ${on}`, async (model, { tokens, processes }) => {
    const token = tokens[which % Math.max(1, tokens.length)]
    if (token === undefined) return
    const headers = { authorization: `Bearer ${token.text}` }
    const { answer, view } = await clientOf(processes[on], undefined).visit('GET', '/', { headers, demand: {} })
    if (answer !== 'continue' || view.subject === undefined) return
    const age = model.now - token.issuedAt
    must(age < AGES.token + LEEWAY_MS && age >= -LEEWAY_MS, () => `a token was ${age} ms old`)
    must(!model.closed, () => 'a token was let in while the house was closed')
  })

const close = (is: boolean): Command =>
  command(is ? 'the house closes' : 'the house opens', async (model, { house }) => {
    house.closed = is
    model.closed = is
  })

const restart = (on: On): Command =>
  command(`restart ${on}`, async (model, { processes }) => {
    processes[on].restart()
    model.readAt[on] = undefined
  })

const on = fc.constantFrom<On>(0, 1)
/** How often each kind of command is drawn. */
const MIX: readonly (readonly [times: number, command: fc.Arbitrary<Command>])[] = [
  [6, on.map((one) => ask(one, 'GET', {}))],
  [2, fc.tuple(on, fc.constantFrom('GET', 'POST'), fc.constantFrom({}, ASKS_PROOF)).map((one) => ask(...one))],
  [2, fc.integer({ min: MINUTE, max: 5 * MINUTE }).map(wait)],
  [1, fc.integer({ min: 0, max: 40_000 }).map(wait)],
  [1, fc.integer({ min: -90_000, max: 90_000 }).map(jump)],
  [1, fc.constantFrom(true, false, false).map(away)],
  [2, fc.constantFrom(true, false, false).map(close)],
  [1, on.map(raise)],
  [2, on.map(logIn)],
  [1, on.map(report)],
  [2, fc.integer({ min: -MINUTE, max: 2 * MINUTE }).map(mint)],
  [3, fc.tuple(fc.nat(5), on).map((one) => show(...one))],
  [1, on.map(restart)],
]
const commands = fc.commands(
  MIX.flatMap(([times, command]) => Array.from({ length: times }, () => command)),
  { maxCommands: 60, size: '+1', ...commandSettings },
)

interface Defects {
  /** A source that keeps its values by itself. */
  readonly source?: boolean
  /** A credential that leaves a clock an hour where a few seconds are stated. */
  readonly credential?: boolean
  /** A store whose time stands still. */
  readonly store?: boolean
  /** A rule that remembers what it decided of a session. */
  readonly rule?: boolean
}

function rulesOf(house: House, remembers: boolean): (Rule | RuleFunction)[] {
  const decided = new Map<string, boolean>()
  return [
    riskScore({ atLeast: 50 }),
    rule({ name: 'hours' }, ({ session }) => {
      const closed = remembers ? (decided.get(session.handle) ?? house.closed) : house.closed
      decided.set(session.handle, closed)
      return closed ? deny('house.closed') : undefined
    }),
    rule({ onUnknown: 'allow', name: 'made' }, ({ context, signals }) => {
      const { state, value } = signals.made ?? {}
      if (state === 'known') house.used.push({ made: (value as { at: number }).at, at: context.now })
      return undefined
    }),
  ]
}

const lenient = (option: CredentialOption): CredentialOption => ({
  ...option,
  build: (settings) => option.build({ ...settings, clockLeewayMs: 60 * MINUTE }),
})

const law = (defects: Defects = {}) =>
  fc.asyncProperty(commands, async (commands) => {
    const clock = manualClock()
    const store = faultyStore(memoryStore)
    const startedAt = clock.now()
    const house: House = { closed: false, used: [] }
    const tokens = accessToken({ issuer: ISSUER, audience: AUDIENCE, jwks })
    let first: unknown
    const process = (): Process =>
      processOf({
        store,
        clock,
        pages,
        secrets: ['the same in both processes, and long enough'],
        credentials: [cookieSession({ absolute: '12m', idle: '4m' }), defects.credential ? lenient(tokens) : tokens],
        policy: rulesOf(house, defects.rule === true),
        signals: {
          made: {
            maxAge: '30s',
            read: ({ now }) => {
              first ??= { at: now }
              return defects.source ? first : { at: now }
            },
          },
        },
        outage: { lastKnown: '20s' },
      })
    const processes = [process(), process()] as const
    const alice = clientOf(processes[0], undefined)
    await alice.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
    if (defects.store) {
      const as = (honest: unknown): unknown => ({ ...(honest as SessionAnswer), now: startedAt })
      store.inject({ do: 'answer', as }, { operation: 'sessions.read' })
    }
    const real: Real = { clock, store, processes, tokens: [], cookies: alice.cookies, house }
    const model: Model = {
      now: startedAt,
      beganAt: startedAt,
      allowedAt: startedAt,
      provedAt: undefined,
      reportedAt: undefined,
      readAt: [startedAt, undefined],
      closed: false,
      away: false,
    }
    await fc.asyncModelRun(() => ({ model, real }), commands)
  })

describe('age: what is remembered is never used past its stated age', () => {
  it('by two processes, whatever clocks, store and people do', () => holds(law(), RUNS))

  it('a source that keeps its values by itself is caught', () => isCaught(law({ source: true }), RUNS))

  it('a credential that takes tokens past their time is caught', () => isCaught(law({ credential: true }), RUNS))

  it('a store whose time stands still is caught', () => isCaught(law({ store: true }), RUNS))

  it('a rule that remembers its decision is caught', () => isCaught(law({ rule: true }), RUNS))
})
