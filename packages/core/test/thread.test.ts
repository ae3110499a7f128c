import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
import { fakeFacts, manualClock, signIn } from '@retrust/core/testing'
import { expect, test } from 'vitest'

const alice = { family: 'Firefox', platform: 'Windows' }

test('a session is judged on each request, and a copy of its cookie is asked to prove', async () => {
  const clock = manualClock()
  const records: unknown[] = []
  const trust = createTrust({
    store: memoryStore(),
    credentials: [cookieSession()],
    policy: presets.balanced(),
    actions: { 'payee.add': { sensitive: true } },
    clock,
    audit: { sink: (record) => void records.push(record) },
  })
  const { cookie, sessionCookie } = await signIn(trust, { subject: { id: 'alice' }, from: { browser: alice } })

  const owner = trust.open(fakeFacts({ cookies: cookie, browser: alice }))
  expect(await owner.admit()).toEqual({ kind: 'continue' })
  expect(owner.view.subject?.id).toBe('alice')
  owner.settle(200)

  const thief = trust.open(fakeFacts({ cookies: sessionCookie, browser: { family: 'Chrome', platform: 'Linux' } }))
  const verdict = await thief.admit()
  expect(verdict).toMatchObject({ kind: 'refuse', refusal: { status: 401, code: 'presenter.new' } })

  await trust.report({ subject: { id: 'alice' } }, { risk: 80 })
  const reading = trust.open(fakeFacts({ cookies: cookie, browser: alice }))
  expect(await reading.admit()).toEqual({ kind: 'continue' })
  expect(reading.view.level).toBe('read-only')
  const writing = trust.open(fakeFacts({ method: 'POST', cookies: cookie, browser: alice }))
  expect(await writing.admit()).toMatchObject({ kind: 'refuse', refusal: { status: 401 } })

  await trust.revoke({ subject: { id: 'alice' } })
  const after = trust.open(fakeFacts({ cookies: cookie, browser: alice }))
  expect(await after.admit()).toEqual({ kind: 'continue' })
  expect(after.view.subject).toBeUndefined()
  expect(await after.judge(undefined, 'GET')).toMatchObject({
    kind: 'refuse',
    refusal: { status: 401, code: 'session.ended' },
  })
  expect(records.length).toBeGreaterThan(4)
})
