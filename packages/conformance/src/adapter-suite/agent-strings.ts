import assert from 'node:assert/strict'
import type { TestRunner } from '../test-runner.ts'
import { json, type Layer, route } from './app-plan.ts'
import { logIn, loginRoute } from './log-in.ts'
import type { ClientRequest, SuiteContext } from './suite-context.ts'

type Headers = NonNullable<ClientRequest['headers']>

/** C14: another version or a player is the same browser, another browser is asked for a proof, and none ends the session. */
export function agentStringsGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('agent strings', () => {
    for (const [what, headers, code] of cases) {
      test(`${what}: ${code ?? 'nothing'}`, async () => {
        const { trust, records } = suite.engine()
        const layers: Layer[] = [
          { kind: 'retrust', trust },
          loginRoute,
          route('GET /account', ({ trust: view }) => json({ id: view().subject?.id }), { demand: 'any' }),
        ]
        await suite.run(layers, async (client) => {
          const cookie = await logIn(client, usual)
          const visit = async (sent: Headers) => {
            const response = await client.send('/account', { headers: { ...sent, cookie } })
            return { status: response.status, body: (await response.json()) as { id?: string; code?: string } }
          }
          const mine = { status: 200, body: { id: 'alice' } }
          assert.deepEqual(await visit(usual), mine)
          const { status, body } = await visit(headers)
          if (code === undefined) assert.deepEqual({ status, body }, mine)
          else assert.deepEqual([status, body.code], [401, code])
          assert.deepEqual(await visit(usual), mine)
          assert.ok(records.every(({ outcome }) => outcome !== 'terminate'))
        })
      })
    }
  })
}

const chrome = (version: number): string =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`
const usual: Headers = { 'user-agent': chrome(131) }
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
const player = 'AppleCoreMedia/1.0'
const hints: Headers = {
  'sec-ch-ua': '"Chromium";v="131", "Not_A Brand";v="24"',
  'sec-ch-ua-mobile': '?1',
  'sec-ch-ua-platform': '"Android"',
}

const cases: readonly (readonly [what: string, headers: Headers, code?: string])[] = [
  ['a version more', { 'user-agent': chrome(132) }],
  ['a version less', { 'user-agent': chrome(99) }],
  ['client hints on one request only', { ...usual, ...hints }],
  ['hints that say less', { ...usual, 'sec-ch-ua': '' }],
  ...['video', 'audio', 'track'].map(
    (dest) => [`a player for a ${dest}`, { 'user-agent': player, 'sec-fetch-dest': dest, range: 'bytes=0-1' }] as const,
  ),
  ['a player that says what it is for only by its name', { 'user-agent': player }, 'device.unknown'],
  ['no agent string once', {}, 'device.unknown'],
  ['an empty one', { 'user-agent': '' }, 'device.unknown'],
  ['one of 2,000 letters', { 'user-agent': 'x'.repeat(2_000) }, 'device.unknown'],
  ['another family and system', { 'user-agent': firefox }, 'device.changed'],
  ...['image', 'style', 'script', 'font', 'video', 'audio', 'document', 'empty'].map(
    (dest) =>
      [
        `another family and system for a ${dest}`,
        { 'user-agent': firefox, 'sec-fetch-dest': dest },
        'device.changed',
      ] as const,
  ),
  ...['image', 'style', 'script'].map(
    (dest) =>
      [
        `an unheard-of agent for a ${dest}`,
        { 'user-agent': player, 'sec-fetch-dest': dest },
        'device.unknown',
      ] as const,
  ),
]
