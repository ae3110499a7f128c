import type { TrustOptions } from '@retrust/core'
import fc from 'fast-check'
import { MINUTE, settled } from '../../../packages/core/test/engine/world.ts'
import {
  begin,
  demand,
  end,
  type HostLogin,
  hostSession,
  nameOf,
  over,
  raise,
  type Shown,
  type Told,
  type Work,
} from './host.ts'
import { DEMANDS, HOMES, play, type Stage, type Step, SUBJECTS, stageOf, steps } from './story.ts'

/** What the steps around a host's sessions are played on. */
export interface HostStage extends Stage {
  /** What clients there are, and what each shows: copies, and whoever wrote a login back, are clients of their own. */
  readonly clients: Shown[]
  /** Handlers that are still at work. */
  works: Work[]
  /** The handles of logins that were let in, by {@link nameOf}. */
  readonly handles: Map<string, string>
  /** How many logins were written so far. */
  count: number
}

export const hostStageOf = (given: Partial<TrustOptions> = {}): HostStage => ({
  ...stageOf({ credentials: [hostSession()], ...given }),
  clients: [],
  works: [],
  handles: new Map(),
  count: 0,
})

type On = 0 | 1

/** One step. `who` picks one of the clients there are, `nth` one of the handlers at work. */
export type HostStep =
  | Extract<Step, { do: 'report' | 'revoke' | 'wait' | 'restart' }>
  /** The clock is put forward or back. */
  | { readonly do: 'jump'; readonly ms: number }
  /** `ahead`: how far the clock of the login page is ahead of ours. `under`: whose id the new login takes over. */
  | { readonly do: 'log in'; readonly subject: string; readonly ahead: number; readonly under: number | undefined }
  | { readonly do: 'copy'; readonly who: number; readonly bare: boolean }
  /** The library writes the same login again, under an id of its own or the old one. */
  | { readonly do: 'write back'; readonly who: number; readonly regenerates: boolean }
  | { readonly do: 'show the companion of'; readonly who: number; readonly other: number }
  | {
      readonly do: 'ask'
      readonly who: number
      readonly method: 'GET' | 'POST'
      readonly demand: number
      readonly path: '/x' | '/login'
      readonly away: number | undefined
      readonly on: On
    }
  | {
      readonly do: 'raise'
      readonly who: number
      readonly acr: 'pwd' | 'mfa'
      readonly object: string | undefined
      readonly on: On
    }
  | { readonly do: 'log out'; readonly who: number; readonly everywhere: boolean; readonly on: On }
  | { readonly do: 'set to work'; readonly who: number; readonly on: On }
  | { readonly do: 'handler asks'; readonly nth: number; readonly demand: number }
  | {
      readonly do: 'handler raises'
      readonly nth: number
      readonly acr: 'pwd' | 'mfa'
      readonly object: string | undefined
    }
  | { readonly do: 'handler ends'; readonly nth: number; readonly everywhere: boolean }
  | { readonly do: 'handler is done'; readonly nth: number }
  | { readonly do: 'revoke before'; readonly subject: string; readonly ago: number; readonly on: On }
  | { readonly do: 'revoke session'; readonly who: number; readonly on: On }

type StepOf<Do extends HostStep['do']> = Extract<HostStep, { readonly do: Do }>

const who = fc.nat(9)
const nth = fc.nat(3)
const on = fc.constantFrom<On>(0, 1)
const subject = fc.constantFrom(...SUBJECTS)
const acr = fc.constantFrom('pwd' as const, 'mfa' as const, 'mfa' as const)
const object = fc.constantFrom(undefined, undefined, '1', '2')
const wanted = fc.nat(DEMANDS.length - 1)
const is = <Do extends string>(name: Do) => fc.constant(name)

/** Each kind of step by itself. */
export const hostSteps: { readonly [Do in HostStep['do']]: fc.Arbitrary<StepOf<Do>> } = {
  'log in': fc.record({
    do: is('log in'),
    subject,
    ahead: fc.constantFrom(0, 0, 3_000, 5_000, -1_000),
    under: fc.option(who, { nil: undefined, freq: 3 }),
  }),
  copy: fc.record({ do: is('copy'), who, bare: fc.boolean() }),
  'write back': fc.record({ do: is('write back'), who, regenerates: fc.boolean() }),
  'show the companion of': fc.record({ do: is('show the companion of'), who, other: who }),
  ask: fc.record({
    do: is('ask'),
    who,
    method: fc.constantFrom('GET' as const, 'POST' as const),
    demand: wanted,
    path: fc.constantFrom('/x' as const, '/x' as const, '/x' as const, '/login' as const),
    away: fc.option(fc.nat(HOMES.length - 1), { nil: undefined, freq: 3 }),
    on,
  }),
  raise: fc.record({ do: is('raise'), who, acr, object, on }),
  'log out': fc.record({ do: is('log out'), who, everywhere: fc.boolean(), on }),
  'set to work': fc.record({ do: is('set to work'), who, on }),
  'handler asks': fc.record({ do: is('handler asks'), nth, demand: fc.integer({ min: 1, max: DEMANDS.length - 1 }) }),
  'handler raises': fc.record({ do: is('handler raises'), nth, acr, object }),
  'handler ends': fc.record({ do: is('handler ends'), nth, everywhere: fc.boolean() }),
  'handler is done': fc.record({ do: is('handler is done'), nth }),
  'revoke before': fc.record({
    do: is('revoke before'),
    subject,
    ago: fc.constantFrom(0, 500, 7_000, 40_000, 60_000),
    on,
  }),
  'revoke session': fc.record({ do: is('revoke session'), who, on }),
  jump: fc.record({ do: is('jump'), ms: fc.constantFrom(-4_000, -500, 20_000, 20 * MINUTE) }),
  report: steps.report,
  revoke: steps.revoke,
  wait: steps.wait,
  restart: steps.restart,
}

const WEIGHTS: { readonly [Do in HostStep['do']]: number } = {
  'log in': 2,
  copy: 1,
  'write back': 3,
  'show the companion of': 1,
  ask: 5,
  raise: 4,
  'log out': 1,
  'set to work': 5,
  'handler asks': 5,
  'handler raises': 5,
  'handler ends': 1,
  'handler is done': 1,
  'revoke before': 1,
  'revoke session': 1,
  report: 1,
  revoke: 1,
  wait: 4,
  jump: 1,
  restart: 1,
}

/** Any step but these. */
export function hostStepBut(...left: readonly HostStep['do'][]): fc.Arbitrary<HostStep> {
  const kinds = (Object.keys(WEIGHTS) as HostStep['do'][]).filter((one) => !left.includes(one))
  return fc.oneof(
    ...kinds.map((kind) => ({ weight: WEIGHTS[kind], arbitrary: hostSteps[kind] as fc.Arbitrary<HostStep> })),
  )
}

/** Plays a step and says what came of it. */
export async function playHost(stage: HostStage, step: HostStep): Promise<Told> {
  const { processes, clients, works, clock } = stage
  switch (step.do) {
    case 'log in': {
      stage.count += 1
      const under = step.under === undefined ? undefined : clientOf(stage, step.under)
      const id = under?.login.id ?? `id ${stage.count}`
      clients.push({ login: { id, subject: step.subject, start: clock.now() + step.ahead }, companion: undefined })
      return DONE
    }
    case 'copy': {
      const one = clientOf(stage, step.who)
      if (one === undefined) return NOBODY
      clients.push(step.bare ? { ...one, companion: undefined } : { ...one })
      return DONE
    }
    case 'write back': {
      const one = clientOf(stage, step.who)
      if (one === undefined) return NOBODY
      stage.count += 1
      const login: HostLogin = step.regenerates ? { ...one.login, id: `id ${stage.count}` } : one.login
      clients.push({ ...one, login })
      return DONE
    }
    case 'show the companion of': {
      const [one, other] = [clientOf(stage, step.who), clientOf(stage, step.other)]
      if (one === undefined || other === undefined) return NOBODY
      clients.push({ ...one, companion: other.companion })
      return DONE
    }
    case 'ask':
      return asClient(stage, step.who, step.on, step, (work) => demand(work, step.demand))
    case 'raise':
      return asClient(stage, step.who, step.on, CONFIRMS, (work) => raise(work, step.acr, step.object))
    case 'log out':
      return asClient(stage, step.who, step.on, LOGS_OUT, (work) => end(work, step.everywhere))
    case 'set to work': {
      const shown = clientOf(stage, step.who)
      if (shown === undefined) return NOBODY
      const work = await begin(processes[step.on], shown, WORKS)
      works.push(work)
      return heard(stage, await demand(work))
    }
    case 'handler asks':
      return asHandler(stage, step.nth, (work) => demand(work, step.demand))
    case 'handler raises':
      return asHandler(stage, step.nth, (work) => raise(work, step.acr, step.object))
    case 'handler ends':
      return asHandler(stage, step.nth, (work) => end(work, step.everywhere))
    case 'handler is done': {
      const [work] = works.splice(step.nth % Math.max(1, works.length), 1)
      if (work === undefined) return NOBODY
      over(work)
      return DONE
    }
    case 'revoke before': {
      const before = new Date(clock.now() - step.ago)
      return outcomeOf(processes[step.on].trust.revoke({ subject: { id: step.subject } }, { before }))
    }
    case 'revoke session': {
      const shown = clientOf(stage, step.who)
      const session = shown && stage.handles.get(nameOf(shown.login))
      if (session === undefined) return NOBODY
      return { ...(await outcomeOf(processes[step.on].trust.revoke({ session }))), shown }
    }
    case 'jump':
      clock.set(clock.now() + step.ms)
      return DONE
    case 'restart':
      await restartHost(stage, step.on)
      return DONE
    default:
      return { answer: await play(stage, step) }
  }
}

/** A process that goes takes its handlers with it. */
export async function restartHost(stage: HostStage, on: On): Promise<void> {
  const process = stage.processes[on]
  stage.works = stage.works.filter((one) => one.process !== process)
  process.restart()
  await settled()
}

/** Asks as one of the clients, all by itself. */
export async function askAs(
  stage: HostStage,
  shown: Shown,
  on: On,
  path: '/x' | '/login',
  nth?: number,
): Promise<Told> {
  const work = await begin(stage.processes[on], shown, { method: 'GET', path })
  const told = heard(stage, await demand(work, nth))
  over(work)
  return told
}

async function asClient(
  stage: HostStage,
  who: number,
  on: On,
  asked: Parameters<typeof begin>[2],
  run: (work: Work) => Promise<Told>,
): Promise<Told> {
  const shown = clientOf(stage, who)
  if (shown === undefined) return NOBODY
  const work = await begin(stage.processes[on], shown, asked)
  const told = heard(stage, await run(work))
  over(work)
  return told
}

async function asHandler(stage: HostStage, nth: number, run: (work: Work) => Promise<Told>): Promise<Told> {
  const work = stage.works[nth % Math.max(1, stage.works.length)]
  return work === undefined ? NOBODY : heard(stage, await run(work))
}

/** What an answer leaves with its client: a new companion. Copies of that client stay as they were. */
function heard(stage: HostStage, told: Told): Told {
  const { shown, session, raised } = told
  if (shown === undefined) return told
  if (session !== undefined) stage.handles.set(nameOf(shown.login), session.handle)
  const at = stage.clients.indexOf(shown)
  if (raised !== undefined && at >= 0) stage.clients[at] = raised
  return told
}

function clientOf({ clients }: HostStage, who: number): Shown | undefined {
  return clients[who % Math.max(1, clients.length)]
}

async function outcomeOf(asked: Promise<unknown>): Promise<Told> {
  try {
    await asked
    return DONE
  } catch (error) {
    return { answer: `failed: ${(error as Error).message}` }
  }
}

const DONE: Told = { answer: 'done' }
const NOBODY: Told = { answer: 'nobody' }
const WORKS = { method: 'POST', path: '/x' } as const
const CONFIRMS = { method: 'POST', path: '/confirm' } as const
const LOGS_OUT = { method: 'POST', path: '/logout' } as const
