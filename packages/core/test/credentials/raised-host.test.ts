import { createTrust, existingSession, memoryStore } from '@retrust/core'
import { fakeFacts, manualClock } from '@retrust/core/testing'
import { expect, it } from 'vitest'

const framework = { name: 'Mine', isExchange: (value: unknown): value is object => value !== null }

it.each(['before', 'end'])('a host login that was raised is as old as it was when it is revoked (%s)', async (kind) => {
  const clock = manualClock()
  const start = clock.now()
  const host = existingSession(
    {
      read: () => ({ id: 'a', subject: { id: 'alice' }, start, acr: 'pwd' }),
      end: () => undefined,
      maxLife: '8h',
    },
    framework,
  )
  const trust = createTrust({ store: memoryStore(), clock, credentials: [host], policy: [] })
  clock.advance(60_000)
  const between = new Date(clock.now())
  clock.advance(60_000)
  const request = trust.open(fakeFacts({ method: 'POST' }), {})
  expect(await request.admit()).toEqual({ kind: 'continue' })
  await request.view.raise({ acr: 'mfa', amr: ['otp'] })
  await expect(request.view.demand({ acr: 'mfa' })).resolves.toBeUndefined()
  await trust.revoke({ subject: { id: 'alice' } }, kind === 'before' ? { before: between } : {})
  await expect(request.view.demand({ acr: 'mfa' })).rejects.toMatchObject({ refusal: { status: 401 } })
  await trust.close()
})
