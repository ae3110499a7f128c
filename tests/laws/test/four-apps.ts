import type { AdapterUnderTest, Answer, Exchange, Layer, Route } from '@retrust/conformance'
import {
  type AuditRecord,
  cookieSession,
  createTrust,
  type Demand,
  MisuseError,
  memoryStore,
  type TrustView,
} from '@retrust/core'
import { type ManualClock, manualClock } from '@retrust/core/testing'
import express from 'express'
import Koa from 'koa'
import { suiteContext } from '../../../packages/conformance/src/adapter-suite/suite-context.ts'
import { expressUnderTest } from '../../../packages/express/test/express-under-test.ts'
import { honoOnFetch, honoOnNode } from '../../../packages/hono/test/hono-under-test.ts'
import { koaUnderTest } from '../../../packages/koa/test/koa-under-test.ts'
import { type Plan, policyOf } from './policies.ts'
import { actions, DEMANDS, pages, policy, tokens } from './story.ts'

export const ADAPTERS: readonly AdapterUnderTest[] = [
  expressUnderTest('Express', express),
  koaUnderTest('Koa', Koa),
  honoOnNode,
  honoOnFetch,
]

/** One thing that happens to an application. Jars are people. */
export type Event =
  | {
      readonly do: 'send'
      readonly jar: number
      readonly method: string
      readonly path: string
      readonly from: number
      readonly headers: Readonly<Record<string, string>>
    }
  | { readonly do: 'report'; readonly risk: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'revoke' }

/** Where requests come from, as a proxy in front says it: all four applications are given the same facts. */
export const PLACES = [
  { address: '198.51.100.7', agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
  {
    address: '203.0.113.9',
    agent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  },
  { address: 'unknown', agent: '' },
] as const

export const PATHS: readonly string[] = ['/login', '/confirm', '/logout', '/open', '/any', '/controller'].concat(
  DEMANDS.map((_, i) => `/demand/${i}`),
)

const route = (method: Route['method'], path: string, handle: Route['handle'], demand?: Demand | 'any'): Route => ({
  kind: 'route',
  method,
  path,
  handle,
  demand,
})

const told = ({ trust }: Exchange): Answer => {
  const { subject, level, scopes, anonymousBecause, decision } = trust()
  return { kind: 'json', body: { subject, level, scopes, anonymousBecause, outcome: decision.outcome } }
}

/** What each framework makes of an error of the application itself is not compared. */
async function acted(exchange: Exchange, act: (trust: TrustView) => Promise<unknown>): Promise<Answer> {
  try {
    await act(exchange.trust())
    return told(exchange)
  } catch (error) {
    if (error instanceof MisuseError) return { kind: 'json', body: error.message }
    throw error
  }
}

const ROUTES: readonly Route[] = [
  route('POST', '/login', (exchange) =>
    acted(exchange, (trust) => trust.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })),
  ),
  route('POST', '/confirm', (exchange) => acted(exchange, (trust) => trust.raise({ acr: 'mfa', amr: ['otp'] }))),
  route('POST', '/logout', (exchange) => acted(exchange, (trust) => trust.end())),
  route('ALL', '/open', told),
  route('ALL', '/any', told, 'any'),
  route('ALL', '/controller', (exchange) => acted(exchange, (trust) => trust.demand({ acr: 'mfa', action: 'pay' }))),
  ...DEMANDS.map((demand, i) => route('ALL', `/demand/${i}`, told, demand ?? 'any')),
]

/** Plays events on one application, real requests over real connections, and writes down all that can be seen of it. */
export async function transcriptOf(adapter: AdapterUnderTest, plan: Plan, events: readonly Event[]): Promise<string[]> {
  const clock: ManualClock = manualClock()
  const records: AuditRecord[] = []
  const trust = createTrust({
    store: memoryStore(),
    credentials: [cookieSession(), tokens],
    policy: [...policy(), ...policyOf(plan)],
    pages,
    actions,
    clock,
    trustedProxies: 1,
    secrets: ['the same in every application, and long enough'],
    audit: { sink: (record) => void records.push(record) },
  })
  const layers: readonly Layer[] = [{ kind: 'retrust', trust }, ...ROUTES]
  const lines: string[] = []
  const jars: Map<string, string>[] = [new Map(), new Map()]
  await suiteContext(adapter).run(
    layers,
    async ({ send }) => {
      for (const event of events) {
        if (event.do === 'wait') clock.advance(event.ms)
        else if (event.do === 'report') await trust.report({ subject: { id: 'alice' } }, { risk: event.risk })
        else if (event.do === 'revoke') await trust.revoke({ subject: { id: 'alice' } })
        else {
          const jar = jars[event.jar] as Map<string, string>
          const { address, agent } = PLACES[event.from] as (typeof PLACES)[number]
          const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
          const response = await send(event.path, {
            method: event.method,
            headers: {
              'x-forwarded-for': address,
              'x-forwarded-proto': 'https',
              'x-forwarded-host': 'bank.example.test',
              ...(agent === '' ? {} : { 'user-agent': agent }),
              ...(cookie === '' ? {} : { cookie }),
              ...event.headers,
            },
          })
          lines.push(await shown(event, response, jar))
        }
        lines.push(...records.splice(0).map((record) => JSON.stringify(record)))
      }
    },
    1,
  )
  await trust.close()
  return withoutChance(lines)
}

async function shown(event: Event, response: Response, jar: Map<string, string>): Promise<string> {
  const cookies = response.headers.getSetCookie()
  for (const line of cookies) {
    const [name = '', value = ''] = (line.split(';')[0] as string).split(/=(.*)/s)
    if (/; Max-Age=0$/.test(line)) jar.delete(name)
    else jar.set(name, value)
  }
  const headers = ['www-authenticate', 'location', 'cache-control'].map((name) => response.headers.get(name))
  return JSON.stringify({ event, status: response.status, headers, cookies, body: await response.text() })
}

/** What is random (handles, secrets, devices) by the order of its first appearance. */
export function withoutChance(lines: readonly string[]): string[] {
  const names = new Map<string, string>()
  return lines.map((line) =>
    line.replace(/[A-Za-z0-9_-]{22,}/g, (found) => {
      if (!names.has(found)) names.set(found, `<${names.size}>`)
      return names.get(found) as string
    }),
  )
}
