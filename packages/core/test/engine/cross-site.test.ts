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

  it.each([
    ['Bearer a', 'continue'],
    ['DPoP a', 'continue'],
    ['Basic YTpi', '403 cross-site'],
    ['Digest username="a"', '403 cross-site'],
    ['Negotiate YII', '403 cross-site'],
    ['Bearer', '403 cross-site'],
    ['', '403 cross-site'],
  ])(
    'with "%s" and no cookie is answered %s: what a browser sends by itself is lent too',
    async (authorization, said) => {
      const headers = { 'sec-fetch-site': 'cross-site', authorization }
      expect(await worldOf().client().answer('POST', '/', { headers })).toBe(said)
    },
  )

  it('is a 503 where what could not be recorded may not be answered', async () => {
    const { login } = worldOf()
    const alice = await login()
    const failing = worldOf({ audit: { mode: 'required', sink: () => Promise.reject(new Error('full')) } })
    const cookies = alice.cookies
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect(await failing.client().answer('POST', '/', { headers, cookies })).toBe('503 fault.audit')
  })
})
