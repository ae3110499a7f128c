import {
  accessToken,
  type CredentialOption,
  createTrust,
  existingSession,
  memoryStore,
  type Store,
} from '@retrust/core'
import { type FakeRequest, fakeFacts, manualClock } from '@retrust/core/testing'
import { expect, it } from 'vitest'
import { bearing } from './ask.ts'
import { AUDIENCE, loopbackIssuer } from './loopback-issuer.ts'

const clock = manualClock()
const start = clock.now()

/** A store whose rows can be lost: by a failover that kept the newest changes only. */
function losingStore(): Store & { loseRows(): void } {
  let rows = memoryStore()
  rows.start(clock)
  const sessions = new Proxy({} as Store['sessions'], {
    get: (_, name) => {
      const part = rows.sessions as unknown as Record<string | symbol, (...given: unknown[]) => unknown>
      return (...given: unknown[]) => part[name]?.call(rows.sessions, ...given)
    },
  })
  return {
    ...memoryStore(),
    sessions,
    loseRows() {
      rows = memoryStore()
      rows.start(clock)
    },
  }
}

const framework = { name: 'Mine', isExchange: (value: unknown): value is object => value !== null }
const host = existingSession(
  { read: () => ({ id: 'a', subject: { id: 'alice' }, start, acr: 'pwd' }), end: () => undefined, maxLife: '8h' },
  framework,
)

const CASES: readonly (readonly [string, () => Promise<readonly [CredentialOption, FakeRequest]>])[] = [
  ["a host's login", async () => [host, {}]],
  [
    'a token',
    async () => {
      const issuer = await loopbackIssuer()
      const token = await issuer.token(start, { sub: 'alice', auth_time: start / 1000 })
      return [accessToken({ issuer: issuer.issuer, audience: AUDIENCE }), bearing(token)]
    },
  ],
]

it.each(CASES)('%s that is revoked by its handle stays out where its row was lost', async (_, made) => {
  const [credential, request] = await made()
  const store = losingStore()
  const trust = createTrust({ store, clock, credentials: [credential], policy: [] })
  const visit = async () => {
    const one = trust.open(fakeFacts(request), {})
    const { kind } = await one.admit()
    return { kind, handle: one.view.session?.handle }
  }
  const { kind, handle } = await visit()
  expect(kind).toBe('continue')
  store.loseRows()
  await trust.revoke({ session: handle as string })
  expect(await visit()).toEqual({ kind: 'refuse', handle: undefined })
  await trust.close()
})
