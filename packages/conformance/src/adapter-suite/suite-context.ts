import type { AuditRecord, Trust, TrustOptions } from '@retrust/core'
import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
import { type ManualClock, manualClock, signIn } from '@retrust/core/testing'
import type { AdapterUnderTest, RunningApp } from './adapter-under-test.ts'
import type { AppPlan, HeaderLine, Layer } from './app-plan.ts'
import { sendOverWire } from './wire-client.ts'

/** An engine of the suite, with its clock and what it recorded. */
export interface SuiteEngine {
  readonly trust: Trust
  readonly clock: ManualClock
  readonly records: AuditRecord[]
}

/** What every group of the suite works with. */
export interface SuiteContext {
  readonly adapter: AdapterUnderTest
  /** A real engine with the memory store. Cookies are `Secure` where there is no wire, since requests are then https. */
  engine(options?: Partial<TrustOptions>): SuiteEngine
  /** Runs an application for the length of a test. */
  run(layers: readonly Layer[], test: (client: Client) => Promise<void>, proxies?: AppPlan['proxies']): Promise<void>
}

/** A client of a running application. */
export interface Client {
  readonly origin: string
  send(path: string, request?: ClientRequest): Promise<Response>
  /** The same with a session of this engine. */
  as(trust: Trust, id: string, acr?: string): Promise<Client['send']>
}

/** A request as tests write it. A header may be given as several lines. */
export interface ClientRequest {
  readonly method?: string | undefined
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined
  readonly body?: string | undefined
  /** Hangs up when it fires. Without a wire the application is told, and goes on as it likes. */
  readonly signal?: AbortSignal | undefined
}

export function suiteContext(adapter: AdapterUnderTest): SuiteContext {
  return {
    adapter,
    engine(options = {}) {
      const clock = manualClock()
      const records: AuditRecord[] = []
      const trust = createTrust({
        store: memoryStore(),
        credentials: [cookieSession({ secure: !adapter.wired })],
        policy: presets.balanced(),
        clock,
        audit: { sink: (record) => void records.push(record) },
        ...options,
      })
      return { trust, clock, records }
    },
    async run(layers, test, proxies) {
      const app = await adapter.start({ layers, proxies })
      try {
        await test(clientOf(app))
      } finally {
        if (!('fetch' in app)) await app.close()
      }
    },
  }
}

function clientOf(app: RunningApp): Client {
  const origin = 'fetch' in app ? 'https://bank.example.test' : app.origin
  const send: Client['send'] = (path, { method, headers = {}, body, signal } = {}) => {
    const lines = Object.entries(headers).flatMap(([name, values]) =>
      [values].flat().map((value): HeaderLine => [name, value]),
    )
    if (!('fetch' in app)) return sendOverWire(origin, { method, path, headers: lines, body, signal })
    return app.fetch(
      new Request(`${origin}${path}`, {
        method: method ?? 'GET',
        headers: lines.map(([name, value]): [string, string] => [name, value]),
        body: body ?? null,
        signal: signal ?? null,
      }),
    )
  }
  return {
    origin,
    send,
    async as(trust, id, acr = 'pwd') {
      const { cookie } = await signIn(trust, { subject: { id }, acr })
      return (path, request = {}) => send(path, { ...request, headers: { ...request.headers, cookie } })
    },
  }
}
