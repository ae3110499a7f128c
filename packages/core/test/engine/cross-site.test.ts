import { describe, expect, it } from 'vitest'
import { worldOf } from './world.ts'

describe('a request of another site', () => {
  it('is refused before anything is looked at, and recorded without a word of the request', async () => {
    const { login, records } = worldOf({ pages: { login: '/login' } })
    const alice = await login()
    records.length = 0
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example.test' }
    expect(await alice.answer('POST', '/login', { headers })).toBe('403 cross-site')
    expect(records).toMatchObject([
      { type: 'decision', outcome: 'deny', status: 403, session: undefined, reasons: [{ code: 'cross-site' }] },
    ])
    expect(JSON.stringify(records)).not.toContain('evil')
  })

  it('is a 503 where what could not be recorded may not be answered', async () => {
    const { login } = worldOf()
    const alice = await login()
    const failing = worldOf({ audit: { mode: 'required', sink: () => Promise.reject(new Error('full')) } })
    const cookies = alice.cookies
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect(await failing.client().answer('POST', '/', { headers, cookies })).toBe('503 fault.audit')
  })
})
