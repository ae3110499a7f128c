import { type AuditRecord, createTrust, memoryStore, type Store, type Trust, type TrustOptions } from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { type ManualClock, manualClock } from '@retrust/core/testing'
import { onTestFinished } from 'vitest'
import type { HostPlan, HostUnderTest, RunningHost } from './host-under-test.ts'
import { Visitor } from './visitor.ts'

/** An application under test, its engine, and everything that the engine tells. */
export interface OpenHost {
  readonly trust: Trust
  readonly store: Store
  readonly clock: ManualClock
  readonly records: AuditRecord[]
  readonly faults: { readonly source: string; readonly error: unknown }[]
  visitor(): Visitor
  /** A visitor who logged in through the application's own page. */
  loggedIn(user?: string, how?: string): Promise<Visitor>
}

/** What a test may change. */
export interface Opening extends Partial<Omit<HostPlan, 'trust' | 'inner' | 'now'>> {
  readonly options?: Partial<TrustOptions> | undefined
  /** What stands between the visitors and the application. */
  readonly through?: ((running: RunningHost) => RunningHost) | undefined
  /** The policy of another engine, inside of the first. Both record to the same list. */
  readonly innerPolicy?: TrustOptions['policy'] | undefined
}

/** Starts an application for one test. Risk of 90 ends a session; of 60 it lowers it until an `mfa` proof, for its life. */
export async function openHost(
  host: HostUnderTest,
  { options, innerPolicy, through = (running) => running, ...plan }: Opening = {},
): Promise<OpenHost> {
  const clock = manualClock()
  const store = memoryStore()
  const records: AuditRecord[] = []
  const faults: OpenHost['faults'] = []
  const built: Trust[] = []
  const build = (options: TrustOptions): Trust => {
    const trust = createTrust(options)
    trust.on('decision', (record) => void records.push(record))
    trust.on('fault', (fault) => void faults.push(fault))
    built.push(trust)
    return trust
  }
  const started = await host.start({
    ...plan,
    now: () => clock.now(),
    trust: (credential) =>
      build({
        store,
        clock,
        credentials: [credential],
        policy: [riskScore({ atLeast: 90, decide: 'terminate' })],
        actions: { pay: { sensitive: true } },
        pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
        ...options,
      }),
    inner:
      innerPolicy &&
      ((credential) => build({ store: memoryStore(), clock, credentials: [credential], policy: innerPolicy })),
  })
  const running = through(started)
  const trust = built[0] as Trust
  onTestFinished(async () => {
    await running.close()
    for (const one of built) await one.close()
  })
  const visitor = (): Visitor => new Visitor(running)
  return {
    trust,
    store,
    clock,
    records,
    faults,
    visitor,
    async loggedIn(user = 'alice', how = '') {
      const one = visitor()
      await one.post(`/login?user=${encodeURIComponent(user)}${how}`)
      return one
    },
  }
}
