import { createTrust, existingSession, memoryStore, type Target } from '@retrust/core'
import { fakeFacts, manualClock } from '@retrust/core/testing'
import { expect, it } from 'vitest'

const framework = { name: 'Mine', isExchange: (value: unknown): value is { id: string } => value !== null }

/** A login of another library's session, which may be given another id. */
function loggedIn() {
  const clock = manualClock()
  const start = clock.now()
  const host = existingSession(
    {
      read: ({ id }: { id: string }) => ({ id, subject: { id: 'alice' }, start, acr: 'pwd' }),
      end: () => undefined,
      maxLife: '8h',
    },
    framework,
  )
  const trust = createTrust({ store: memoryStore(), clock, credentials: [host], policy: [] })
  const visit = async (id = 'a') => {
    const request = trust.open(fakeFacts({}), { id })
    const { kind } = await request.admit()
    return { kind, handle: request.view.session?.handle }
  }
  return { clock, trust, visit }
}

// By the clock that was put back the end came before the login, and nobody may be let in by that.
it.each<[string, (handle: string) => Target]>([
  ['its subject', () => ({ subject: { id: 'alice' } })],
  ['its session', (session) => ({ session })],
])('a revocation of %s holds when the clock was put back, and when it has caught up', async (_, target) => {
  const { clock, trust, visit } = loggedIn()
  const { handle } = await visit()
  clock.advance(-60_000)
  await trust.revoke(target(handle as string))
  clock.advance(120_000)
  expect((await visit()).kind).toBe('refuse')
  expect((await visit()).kind).toBe('refuse')
})

it('a login that was ended stays so under another id, whatever the clock says', async () => {
  const { clock, trust, visit } = loggedIn()
  const { handle } = await visit()
  clock.advance(-60_000)
  await trust.revoke({ session: handle as string })
  clock.advance(120_000)
  expect((await visit('b')).kind).toBe('refuse')
})
