import { type AdapterUnderTest, faultyStore } from '@retrust/conformance'
import { memoryStore, type SessionAnswer, type Store } from '@retrust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ADAPTERS, type Event, PATHS, PLACES, transcriptOf, withoutChance } from './four-apps.ts'
import { jsonStore } from './json-store.ts'
import { holds, isCaught, must } from './law.ts'
import { NO_RULES, type Plan, plans, policyOf } from './policies.ts'
import { play, policy, type Step, stageOf, step } from './story.ts'

/*
 * Law 5. The same facts give the same decision in every adapter (Express, Koa, Hono on Node and on fetch alone, over real
 * exchanges: status, body, headers, cookies and audit records are compared), and with every store (the memory store, the
 * faulty one while nobody told it to fail, and one that answers by promises, in copies).
 */

const RUNS = { adapters: 20, stores: 40 }

const sent = fc.record({
  do: fc.constant('send' as const),
  jar: fc.nat(1),
  method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE'),
  path: fc.constantFrom(...PATHS),
  from: fc.nat(PLACES.length - 1),
  headers: fc.constantFrom<Record<string, string>>(
    {},
    {},
    {},
    { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example.test' },
    { origin: 'https://bank.example.test' },
    { authorization: 'Bearer carol 1772442000000' },
    { authorization: 'Bearer' },
    { 'x-http-method-override': 'DELETE' },
  ),
})
/** Exactly the requests that are answered by the router itself are left to the frameworks: a login, say, is posted. */
const routed = sent.filter((one) => one.method === 'POST' || !/login|confirm|logout/.test(one.path))
const login = sent.map((one): Event => ({ ...one, method: 'POST', path: '/login', headers: {} }))
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 9, arbitrary: routed },
  { weight: 2, arbitrary: login },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('report' as const), risk: fc.constantFrom(0, 65, 85, 100) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 400_000) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'revoke' as const }) },
)

const expectSame = (told: readonly (readonly string[])[], names: readonly string[]): void => {
  const [first = [], ...others] = told
  others.forEach((other, i) => {
    const at = first.findIndex((line, j) => line !== other[j])
    must(at < 0 && first.length === other.length, () => `${names[0]}: ${first[at]}\n${names[i + 1]}: ${other[at]}`)
  })
}

const adapterLaw = (adapters: readonly AdapterUnderTest[]) =>
  fc.asyncProperty(
    plans({ terminate: false }),
    login,
    fc.array(event, { minLength: 6, maxLength: 12 }),
    async (plan: Plan, first, events) => {
      const told = await Promise.all(adapters.map((adapter) => transcriptOf(adapter, plan, [first, ...events])))
      expectSame(
        told,
        adapters.map((one) => one.name),
      )
    },
  )

/** An adapter that drops the headers by which a browser says where a request comes from. */
const careless: AdapterUnderTest = {
  ...(ADAPTERS[3] as AdapterUnderTest),
  name: 'a careless adapter',
  async start(plan) {
    const app = await (ADAPTERS[3] as AdapterUnderTest).start(plan)
    if (!('fetch' in app)) throw new TypeError('it has a connection')
    return {
      fetch: (request) => {
        const headers = new Headers(request.headers)
        headers.delete('sec-fetch-site')
        headers.delete('origin')
        return app.fetch(new Request(request, { headers }))
      },
    }
  },
}

const STORES: Readonly<Record<string, () => Store>> = {
  'memory store': () => memoryStore(),
  'faulty store without faults': () => faultyStore(memoryStore),
  'store behind a network': () => jsonStore(memoryStore()),
}

async function toldOver(store: Store, plan: Plan, steps: readonly Step[]): Promise<readonly string[]> {
  const stage = stageOf({ store, policy: [...policy(), ...policyOf(plan)] })
  const lines: string[] = []
  await play(stage, { do: 'wait', ms: 1 })
  await play(stage, { do: 'log in', subject: 'alice', acr: 'pwd', home: 0, on: 0 })
  for (const one of steps) {
    lines.push(`${JSON.stringify(one)}: ${await play(stage, one)}`)
    for (const { records } of stage.processes) lines.push(...records.splice(0).map((record) => JSON.stringify(record)))
  }
  return withoutChance(lines)
}

const storeLaw = (stores: Readonly<Record<string, () => Store>>) =>
  fc.asyncProperty(
    plans({ terminate: true }),
    fc.array(step, { minLength: 6, maxLength: 24 }),
    async (plan: Plan, steps) => {
      const told: (readonly string[])[] = []
      for (const open of Object.values(stores)) told.push(await toldOver(open(), plan, steps))
      expectSame(told, Object.keys(stores))
    },
  )

/** A store whose rows come without what has lowered them. */
function forgetful(): Store {
  const store = faultyStore(memoryStore)
  const as = (honest: unknown): unknown => {
    const answer = honest as SessionAnswer
    if (answer.kind === 'absent') return answer
    const { standing } = answer.record
    return { ...answer, record: { ...answer.record, standing: { ...standing, presenters: [] } } }
  }
  store.inject({ do: 'answer', as }, { operation: 'sessions.read' })
  return store
}

describe('sameness: the same facts give the same decision', () => {
  it('in every adapter', () => holds(adapterLaw(ADAPTERS), RUNS.adapters))

  it('with every store', () => holds(storeLaw(STORES), RUNS.stores))

  it('an adapter that drops headers is caught', () =>
    isCaught(adapterLaw([ADAPTERS[0] as AdapterUnderTest, careless]), RUNS.adapters))

  it('a store that forgets presenters is caught', () =>
    isCaught(storeLaw({ ...STORES, 'a forgetful store': forgetful }), RUNS.stores))

  it('what is compared is not empty', async () => {
    const events: Event[] = [
      { do: 'send', jar: 0, method: 'POST', path: '/login', from: 0, headers: {} },
      { do: 'send', jar: 0, method: 'GET', path: '/demand/1', from: 0, headers: {} },
    ]
    const [login, ...more] = await transcriptOf(ADAPTERS[0] as AdapterUnderTest, NO_RULES, events)
    expect(login).toMatch(/"status":200.*__Host-.*alice/)
    expect(more.join('\n')).toMatch(/"status":200.*\n.*"outcome":"allow"/s)
  })
})
