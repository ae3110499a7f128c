import {
  type CredentialOption,
  cookieSession,
  memoryStore,
  type PresentedClaims,
  presets,
  type Rule,
  type Store,
  type TrustOptions,
} from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { type FakeRequest, type ManualClock, manualClock } from '@retrust/core/testing'
import fc from 'fast-check'
import { type Client, MINUTE, settled, type Visit } from '../../../packages/core/test/engine/world.ts'
import { clientOf, handleIn, type Process, processOf } from './processes.ts'

export const pages = { login: '/login', logout: '/logout', stepUp: '/confirm' }
export const actions = { pay: { sensitive: true }, export: { sensitive: true, access: 'read' } } as const
export const SUBJECTS = ['alice', 'bob'] as const
export const DEMANDS = [
  undefined,
  {},
  { acr: 'mfa' },
  { maxAge: '5m' },
  { level: 'full' },
  { action: 'pay' },
  { acr: 'mfa', maxAge: '0' },
  { acr: 'mfa', action: 'pay', object: '1' },
] as const

/** The policy of the stories: the preset, what holds for the subject, and what ends. */
export const policy = (): Rule[] => [
  ...presets.balanced(),
  riskScore({ atLeast: 60, decide: 'downgrade', to: 'limited', holds: 'subject', lifts: 'mfa' }),
  riskScore({ atLeast: 99, decide: 'terminate' }),
]

/** Tokens that a test can write: `Bearer <subject> <auth_time>`. All of a subject's are of one login at its provider. */
export const tokens: CredentialOption = {
  name: 'tokens',
  issues: [],
  build: ({ clock }) => ({
    name: 'tokens',
    maxLifeMs: 24 * 3_600_000,
    elevation: 'newer-token',
    scheme: 'Bearer',
    verify: ({ facts, tenant }) => {
      const header = facts.single('authorization')
      const [, id, time] = header.kind === 'value' ? header.value.split(' ') : []
      if (id === undefined) return { kind: 'absent', reason: 'credential.absent' }
      const authTime = Number(time)
      const claims: PresentedClaims = {
        kind: 'claims',
        scheme: 'Bearer',
        subject: { tenant, issuer: 'https://idp.example', id, kind: 'human' },
        lineage: [`sid of ${id}`],
        acr: 'mfa',
        amr: [],
        authTime,
        since: authTime,
        expiresAt: clock.now() + 300_000,
        maxLifeMs: 24 * 3_600_000,
        scopes: [],
        places: 1,
      }
      return { kind: 'presented', presented: [claims] }
    },
  }),
}

/** Where people and programs are, and what they send from there. */
export const HOMES: readonly FakeRequest[] = [
  { browser: { family: 'Firefox', platform: 'Linux' } },
  { browser: { family: 'Chrome', platform: 'Windows' }, address: '203.0.113.9', network: '203.0.113.0/24' },
  { address: '192.0.2.4', network: '192.0.2.0/24' },
]

/** One step of a story. `who` picks one of the clients there are. */
export type Step =
  | {
      readonly do: 'log in'
      readonly subject: string
      readonly acr: 'pwd' | 'mfa'
      readonly home: number
      readonly on: 0 | 1
    }
  | { readonly do: 'copy'; readonly who: number }
  | { readonly do: 'steal'; readonly who: number }
  | { readonly do: 'log out'; readonly who: number; readonly on: 0 | 1 }
  | { readonly do: 'log out everywhere'; readonly who: number; readonly on: 0 | 1 }
  | {
      readonly do: 'ask'
      readonly who: number
      readonly method: 'GET' | 'POST'
      readonly demand: number
      /** From somewhere else than at home. */
      readonly away?: number | undefined
      readonly on: 0 | 1
    }
  | {
      readonly do: 'raise'
      readonly who: number
      readonly acr: 'pwd' | 'mfa'
      readonly object: string | undefined
      readonly on: 0 | 1
    }
  | { readonly do: 'authenticate'; readonly subject: string }
  | { readonly do: 'refresh'; readonly who: number; readonly on: 0 | 1 }
  | { readonly do: 'report'; readonly subject: string; readonly risk: number; readonly on: 0 | 1 }
  | { readonly do: 'revoke'; readonly subject: string; readonly on: 0 | 1 }
  | { readonly do: 'revoke session'; readonly who: number; readonly on: 0 | 1 }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'restart'; readonly on: 0 | 1 }

type StepOf<Do extends Step['do']> = Extract<Step, { readonly do: Do }>

const subject = fc.constantFrom(...SUBJECTS)
const who = fc.nat(9)
const on = fc.constantFrom(0 as const, 1 as const)
const acr = fc.constantFrom('pwd' as const, 'mfa' as const)
const is = <Do extends string>(name: Do) => fc.constant(name)

/** Each kind of step by itself. */
export const steps: { readonly [Do in Step['do']]: fc.Arbitrary<StepOf<Do>> } = {
  'log in': fc.record({ do: is('log in'), subject, acr, home: fc.nat(HOMES.length - 1), on }),
  copy: fc.record({ do: is('copy'), who }),
  steal: fc.record({ do: is('steal'), who }),
  'log out': fc.record({ do: is('log out'), who, on }),
  'log out everywhere': fc.record({ do: is('log out everywhere'), who, on }),
  ask: fc.record({
    do: is('ask'),
    who,
    method: fc.constantFrom('GET' as const, 'POST' as const),
    demand: fc.nat(DEMANDS.length - 1),
    away: fc.option(fc.nat(HOMES.length - 1), { nil: undefined, freq: 3 }),
    on,
  }),
  raise: fc.record({ do: is('raise'), who, acr, object: fc.constantFrom(undefined, '1', '2'), on }),
  authenticate: fc.record({ do: is('authenticate'), subject }),
  refresh: fc.record({ do: is('refresh'), who, on }),
  report: fc.record({ do: is('report'), subject, risk: fc.constantFrom(0, 50, 65, 85, 95, 100), on }),
  revoke: fc.record({ do: is('revoke'), subject, on }),
  'revoke session': fc.record({ do: is('revoke session'), who, on }),
  wait: fc.record({ do: is('wait'), ms: fc.constantFrom(500, 7_000, 40_000, 6 * MINUTE) }),
  restart: fc.record({ do: is('restart'), on }),
}

const WEIGHTS: { readonly [Do in Step['do']]: number } = {
  'log in': 3,
  copy: 1,
  steal: 1,
  'log out': 1,
  'log out everywhere': 1,
  ask: 8,
  raise: 3,
  authenticate: 1,
  refresh: 3,
  report: 3,
  revoke: 1,
  'revoke session': 1,
  wait: 2,
  restart: 1,
}

/** Any step, or any but these. */
export function stepBut(...left: readonly Step['do'][]): fc.Arbitrary<Step> {
  const kinds = (Object.keys(WEIGHTS) as Step['do'][]).filter((one) => !left.includes(one))
  return fc.oneof(...kinds.map((kind) => ({ weight: WEIGHTS[kind], arbitrary: steps[kind] as fc.Arbitrary<Step> })))
}

export const step: fc.Arbitrary<Step> = stepBut()

/** A cookie's holder, and whose it is. */
export interface Holder {
  readonly subject: string
  client: Client
  readonly home: FakeRequest
}

/** A token, and whose it is. */
export interface Token {
  readonly subject: string
  readonly authTime: number
}

/** What the steps are played on: two processes over one store. */
export interface Stage {
  readonly processes: readonly [Process, Process]
  readonly clock: ManualClock
  readonly store: Store
  readonly holders: Holder[]
  readonly tokens: Token[]
}

export function stageOf(given: Partial<TrustOptions> = {}): Stage {
  const clock = manualClock()
  const store = given.store ?? memoryStore()
  const secrets = ['the same in both processes, and long enough']
  const options = { pages, actions, secrets, policy: policy(), credentials: [cookieSession(), tokens], ...given }
  const process = (): Process => processOf({ ...options, store, clock })
  return { processes: [process(), process()], clock, store, holders: [], tokens: [] }
}

/** Plays a step and says what came of it; whose credentials it was is in the story. */
export async function play(stage: Stage, step: Step): Promise<string> {
  const { processes, holders, clock } = stage
  switch (step.do) {
    case 'log in': {
      const home = HOMES[step.home] as FakeRequest
      const client = clientOf(processes[step.on], undefined, home)
      const done = await outcomeOf(client.begin({ subject: { id: step.subject }, acr: step.acr, amr: [] }))
      if (done === 'done') holders.push({ subject: step.subject, client, home })
      return done
    }
    case 'copy':
    case 'steal': {
      const holder = holderOf(stage, step.who)
      if (holder === undefined) return 'nobody'
      const client = step.do === 'copy' ? holder.client.copy() : holder.client.stolen()
      holders.push({ ...holder, client })
      return 'done'
    }
    case 'log out':
    case 'log out everywhere': {
      const holder = holderOf(stage, step.who)
      if (holder === undefined) return 'nobody'
      return outcomeOf(at(stage, holder, step.on).end({ everywhere: step.do === 'log out everywhere' }))
    }
    case 'ask': {
      const holder = holderOf(stage, step.who)
      return holder === undefined ? 'nobody' : ask(stage, holder, step)
    }
    case 'raise': {
      const holder = holderOf(stage, step.who)
      if (holder === undefined) return 'nobody'
      const object = step.object === undefined ? {} : { action: 'pay', object: step.object }
      return outcomeOf(at(stage, holder, step.on).raise({ acr: step.acr, ...object }))
    }
    case 'authenticate':
      stage.tokens.push({ subject: step.subject, authTime: clock.now() })
      return 'done'
    case 'refresh': {
      const token = stage.tokens[step.who % Math.max(1, stage.tokens.length)]
      return token === undefined ? 'nobody' : present(stage, token, step.on)
    }
    case 'report':
      return outcomeOf(processes[step.on].trust.report({ subject: { id: step.subject } }, { risk: step.risk }))
    case 'revoke':
      return outcomeOf(processes[step.on].trust.revoke({ subject: { id: step.subject } }))
    case 'revoke session': {
      const session = handleIn(holderOf(stage, step.who)?.client.cookies)
      if (session === undefined) return 'nobody'
      return outcomeOf(processes[step.on].trust.revoke({ session }))
    }
    case 'wait':
      clock.advance(step.ms)
      await settled()
      return 'done'
    case 'restart':
      processes[step.on].restart()
      await settled()
      return 'done'
  }
}

export async function ask(stage: Stage, holder: Holder, step: Extract<Step, { do: 'ask' }>): Promise<string> {
  const home = step.away === undefined ? holder.home : (HOMES[step.away] as FakeRequest)
  const { cookies } = holder.client
  const visitor = clientOf(stage.processes[step.on], cookies, home)
  return said(await visitor.visit(step.method, '/x', { demand: DEMANDS[step.demand] }))
}

export async function present(stage: Stage, { subject, authTime }: Token, on: 0 | 1): Promise<string> {
  const headers = { authorization: `Bearer ${subject} ${authTime}` }
  return said(await clientOf(stage.processes[on], undefined, HOMES[0]).visit('GET', '/x', { headers }))
}

/** An answer that let somebody in starts with `as `; the view is read before anything else happens. */
function said({ answer, view }: Visit): string {
  return answer === 'continue' ? `as ${view.subject?.id ?? 'nobody'} at ${view.level}` : answer
}

export const isLetIn = (answer: string): boolean => answer.startsWith('as ') && !answer.startsWith('as nobody')

/** The holder's jar at one of the processes: what it does there is its own from then on. */
function at({ processes }: Stage, holder: Holder, on: 0 | 1): Client {
  holder.client = clientOf(processes[on], holder.client.cookies, holder.home)
  return holder.client
}

function holderOf({ holders }: Stage, who: number): Holder | undefined {
  return holders[who % Math.max(1, holders.length)]
}

async function outcomeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked
    return 'done'
  } catch (error) {
    return `failed: ${(error as Error).message}`
  }
}
