import assert from 'node:assert/strict'
import type { TestRunner } from '../test-runner.ts'
import { json, route } from './app-plan.ts'
import type { SuiteContext } from './suite-context.ts'

/** What is let through reaches its handler unchanged, with the right view of trust. */
export function continueGroup({ describe, test }: TestRunner, suite: SuiteContext): void {
  describe('what is let through', () => {
    const whoAmI = route('GET /me', ({ trust }) => json({ id: trust().subject?.id ?? null, level: trust().level }))

    test('an anonymous request passes, and the view says why it has no session', async () => {
      const { trust } = suite.engine()
      const why = route('GET /why', ({ trust }) => json({ why: trust().anonymousBecause }))
      await suite.run([{ kind: 'retrust', trust }, why], async (client) => {
        const response = await client.send('/why')
        assert.equal(response.status, 200)
        assert.deepEqual(await response.json(), { why: 'credential.absent' })
        assert.deepEqual(response.headers.getSetCookie(), [])
      })
    })

    test('a live session reaches the handler with its subject', async () => {
      const { trust } = suite.engine()
      await suite.run([{ kind: 'retrust', trust }, whoAmI], async (client) => {
        const alice = await client.as(trust, 'alice')
        assert.deepEqual(await (await alice('/me')).json(), { id: 'alice', level: 'full' })
      })
    })

    test('two requests at once keep their own views', async () => {
      const { trust } = suite.engine()
      await suite.run([{ kind: 'retrust', trust }, whoAmI], async (client) => {
        const people = ['alice', 'bob', 'carol', 'dave']
        const clients = await Promise.all(people.map((id) => client.as(trust, id)))
        const answers = await Promise.all(clients.map(async (send) => (await send('/me')).json()))
        assert.deepEqual(
          answers.map((answer) => (answer as { id: string }).id),
          people,
        )
      })
    })

    test('a met route demand lets the handler run once', async () => {
      const { trust } = suite.engine()
      let ran = 0
      const payees = route('POST /payees', () => json({ ran: ++ran }, 201), { demand: { acr: 'mfa' } })
      await suite.run([{ kind: 'retrust', trust }, payees], async (client) => {
        const alice = await client.as(trust, 'alice', 'mfa')
        const response = await alice('/payees', { method: 'POST' })
        assert.equal(response.status, 201)
        assert.deepEqual(await response.json(), { ran: 1 })
      })
    })

    test('HEAD is judged and answered like GET, without a body', async () => {
      const { trust } = suite.engine()
      await suite.run(
        [
          { kind: 'retrust', trust },
          { ...whoAmI, demand: 'any' },
        ],
        async (client) => {
          const alice = await client.as(trust, 'alice')
          const head = await alice('/me', { method: 'HEAD' })
          assert.equal(head.status, 200)
          assert.equal(await head.text(), '')
          const refused = await client.send('/me', { method: 'HEAD' })
          assert.equal(refused.status, 401)
          assert.equal(refused.headers.get('content-type'), 'application/problem+json')
          assert.equal(await refused.text(), '')
        },
      )
    })
  })
}
