import assert from 'node:assert/strict'
import { cookieSession } from '@retrust/core'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, route } from './app-plan.ts'
import type { Client, ClientRequest, SuiteContext } from './suite-context.ts'

/** C05: nothing that a client may send stands for a decision, a session or a layer that ran. */
export function inBandMarkersGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('in-band markers', () => {
    for (const [place, requestOf] of places) {
      test(`no ${place} of any name opens a guarded route or names a subject`, async () => {
        // `Secure`, so that forwarded headers are read and not refused for a cookie that only this machine may send.
        const { trust } = suite.engine({ credentials: [cookieSession()] })
        let ran = 0
        const layers: Layer[] = [
          { kind: 'retrust', trust },
          route('ALL /account', () => json({ ran: ++ran }), { demand: 'any' }),
          route('GET /who', ({ trust: view }) => json({ id: view().subject?.id ?? null })),
        ]
        await suite.run(layers, async (client) => {
          for (const name of NAMES) {
            const marked = VALUES.map((value) => ({ value, ...requestOf(name, value) }))
            await Promise.all(marked.map((one) => isNobodys(client, `${name}: ${one.value}`, one)))
          }
          assert.equal(ran, 0)
          const alice = await client.as(trust, 'alice')
          assert.equal((await alice('/account')).status, 200)
        })
      })
    }
  })
}

async function isNobodys(client: Client, marker: string, { query, headers }: Marked): Promise<void> {
  for (const method of ['GET', 'POST']) {
    const response = await client.send(`/account${query}`, { method, headers })
    const text = await response.text()
    assert.ok(response.status >= 400 && response.status < 500, `${marker}, ${method}: ${response.status} ${text}`)
  }
  const who = await client.send(`/who${query}`, { headers })
  const text = await who.text()
  if (who.status === 200) assert.deepEqual(JSON.parse(text), { id: null }, marker)
  else assert.ok(who.status >= 400 && who.status < 500, `${marker}, GET /who: ${who.status} ${text}`)
}

interface Marked {
  readonly query: string
  readonly headers: NonNullable<ClientRequest['headers']>
}

const places: readonly (readonly [string, (name: string, value: string) => Marked])[] = [
  ['header', (name, value) => ({ query: '', headers: { [name]: value } })],
  ['cookie', (name, value) => ({ query: '', headers: { cookie: `${name}=${value}; __Host-${name}=${value}` } })],
  ['query', (name, value) => ({ query: `?${name}=${value}`, headers: {} })],
]

const VALUES = ['1', 'true', 'alice', 'admin', 'allow']

const NAMES: readonly string[] = [
  // What the core, the adapter kit and the adapters read.
  ...['authorization', 'cookie', 'session', 'session-device', 'user-agent', 'accept', 'referer', 'origin', 'host'],
  ...['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-websocket-key', 'sec-websocket-version', 'upgrade'],
  ...['access-control-request-method', 'x-http-method-override', 'x-http-method', 'x-method-override'],
  ...['forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-requested-with', 'x-tenant'],
  // What this library calls things by itself, and what others took for a word of their own.
  ...['x-retrust', 'x-retrust-decision', 'x-retrust-level', 'x-evaluated', 'x-decision', 'x-trust', 'x-trust-level'],
  ...['x-internal', 'x-internal-request', 'x-skip', 'x-skip-auth', 'x-bypass', 'x-middleware-subrequest', 'x-health'],
  ...['x-middleware-next', 'x-forwarded-user', 'x-forwarded-email', 'x-remote-user', 'remote-user', 'x-user-id'],
  ...[
    'x-auth-request-user',
    'x-authenticated',
    'x-original-method',
    'x-original-uri',
    'x-original-url',
    'x-rewrite-url',
  ],
  ...['x-forwarded-method', 'x-api-key', 'x-subject', 'x-acr', 'acr', 'subject', 'level', 'skip', 'internal', 'debug'],
  ...[
    'x-request-id',
    'x-correlation-id',
    'x-trace-id',
    'traceparent',
    'tracestate',
    'x-b3-traceid',
    'nonce',
    'x-nonce',
  ],
  ...['dpop', 'x-real-ip', 'x-client-cert', 'x-ssl-client-verify', 'purpose', 'next-action', 'x-prerender-revalidate'],
]
