import {
  type CredentialOption,
  cookieSession,
  type PresentedClaims,
  presets,
  type Rule,
  type TrustOptions,
} from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import fc from 'fast-check'
import { type Client, MINUTE, settled, type World, worldOf } from '../../../packages/core/test/engine/world.ts'

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

/** One step of a story. `who` picks one of the clients there are. */
export type Step =
  | { readonly do: 'log in'; readonly subject: string; readonly acr: 'pwd' | 'mfa' }
  | { readonly do: 'copy' | 'steal' | 'log out' | 'log out everywhere'; readonly who: number }
  | {
      readonly do: 'ask'
      readonly who: number
      readonly method: 'GET' | 'POST'
      readonly demand: number
      readonly on: 0 | 1
    }
  | { readonly do: 'raise'; readonly who: number; readonly acr: 'pwd' | 'mfa'; readonly object: string | undefined }
  | { readonly do: 'authenticate'; readonly subject: string }
  | { readonly do: 'refresh'; readonly who: number; readonly on: 0 | 1 }
  | { readonly do: 'report'; readonly subject: string; readonly risk: number }
  | { readonly do: 'revoke'; readonly subject: string }
  | { readonly do: 'wait'; readonly ms: number }

const subject = fc.constantFrom(...SUBJECTS)
const who = fc.nat(9)
const on = fc.constantFrom(0 as const, 1 as const)
const acr = fc.constantFrom('pwd' as const, 'mfa' as const)

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('log in' as const), subject, acr }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('copy' as const, 'steal' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('log out' as const, 'log out everywhere' as const), who }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      who,
      method: fc.constantFrom('GET' as const, 'POST' as const),
      demand: fc.nat(DEMANDS.length - 1),
      on,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('raise' as const), who, acr, object: fc.constantFrom(undefined, '1', '2') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('authenticate' as const), subject }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('refresh' as const), who, on }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      subject,
      risk: fc.constantFrom(0, 50, 65, 85, 95, 100),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const), subject }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(500, 7_000, 40_000, 6 * MINUTE) }),
  },
)

/** A cookie's holder, and whose it is. */
export interface Holder {
  readonly subject: string
  readonly client: Client
}

/** A token, and whose it is. */
export interface Token {
  readonly subject: string
  readonly authTime: number
}

/** What the steps are played on. `worlds` are two engines over one store. */
export interface Stage {
  readonly worlds: readonly [World, World]
  readonly holders: Holder[]
  readonly tokens: Token[]
}

export function stageOf(options: Partial<TrustOptions> = {}): Stage {
  const all = { pages, actions, policy: policy(), credentials: [cookieSession(), tokens], ...options }
  const one = worldOf(all)
  return { worlds: [one, worldOf({ ...all, store: one.store, clock: one.clock })], holders: [], tokens: [] }
}

/** Plays a step and says what came of it; whose credentials it was is in the story. */
export async function play(stage: Stage, step: Step): Promise<string> {
  const { worlds, holders } = stage
  const [{ clock, trust }] = worlds
  switch (step.do) {
    case 'log in': {
      const client = worlds[0].client()
      const done = await outcomeOf(client.begin({ subject: { id: step.subject }, acr: step.acr, amr: [] }))
      if (done === 'done') holders.push({ subject: step.subject, client })
      return done
    }
    case 'copy':
    case 'steal': {
      const holder = holderOf(stage, step.who)
      if (holder === undefined) return 'nobody'
      const client = step.do === 'copy' ? holder.client.copy() : holder.client.stolen()
      holders.push({ subject: holder.subject, client })
      return 'done'
    }
    case 'log out':
    case 'log out everywhere': {
      const holder = holderOf(stage, step.who)
      if (holder === undefined) return 'nobody'
      return outcomeOf(holder.client.end({ everywhere: step.do === 'log out everywhere' }))
    }
    case 'ask': {
      const holder = holderOf(stage, step.who)
      return holder === undefined ? 'nobody' : ask(stage, holder, step)
    }
    case 'raise': {
      const holder = holderOf(stage, step.who)
      if (holder === undefined) return 'nobody'
      const object = step.object === undefined ? {} : { action: 'pay', object: step.object }
      return outcomeOf(holder.client.raise({ acr: step.acr, ...object }))
    }
    case 'authenticate':
      stage.tokens.push({ subject: step.subject, authTime: clock.now() })
      return 'done'
    case 'refresh': {
      const token = stage.tokens[step.who % Math.max(1, stage.tokens.length)]
      return token === undefined ? 'nobody' : present(stage, token, step.on)
    }
    case 'report':
      return outcomeOf(trust.report({ subject: { id: step.subject } }, { risk: step.risk }))
    case 'revoke':
      return outcomeOf(trust.revoke({ subject: { id: step.subject } }))
    case 'wait':
      clock.advance(step.ms)
      await settled()
      return 'done'
  }
}

export async function ask(stage: Stage, { client }: Holder, step: Extract<Step, { do: 'ask' }>): Promise<string> {
  const cookies = client.cookies
  const asked = { demand: DEMANDS[step.demand], ...(cookies === undefined ? {} : { cookies }) }
  const { answer, view } = await stage.worlds[step.on].client().visit(step.method, '/x', asked)
  return answer === 'continue' ? `as ${view.subject?.id ?? 'nobody'} at ${view.level}` : answer
}

export async function present(stage: Stage, { subject, authTime }: Token, on: 0 | 1): Promise<string> {
  const headers = { authorization: `Bearer ${subject} ${authTime}` }
  const { answer, view } = await stage.worlds[on].client().visit('GET', '/x', { headers })
  return answer === 'continue' ? `as ${view.subject?.id ?? 'nobody'} at ${view.level}` : answer
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
