import { cookieSession } from '@retrust/core'
import { describe, expect, it } from 'vitest'
import { worldOf } from './world.ts'

const tenanted = () =>
  worldOf({ tenant: (facts) => facts.path.split('/')[1] as string, credentials: [cookieSession()] })

describe('a session in a request of another tenant', () => {
  it('is absent there, and untouched where it belongs', async () => {
    const { client, trust } = tenanted()
    const alice = client({ path: '/a/login' })
    await alice.visit('POST', '/a/login', {
      path: '/a/login',
      handler: (view) => view.begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] }),
    })
    const at = (tenant: string) => alice.visit('GET', `/${tenant}/x`, { path: `/${tenant}/x`, demand: {} })
    expect(await at('a')).toMatchObject({ answer: 'continue', view: { subject: { tenant: 'a', id: 'alice' } } })
    expect(await at('b')).toMatchObject({ answer: expect.stringMatching(/^401 /), view: { subject: undefined } })
    expect((await trust.sessions({ tenant: 'b' })).sessions).toEqual([])
    await trust.revoke({ subject: { id: 'alice', tenant: 'b' } })
    expect((await at('a')).answer).toBe('continue')
    await trust.revoke({ subject: { id: 'alice', tenant: 'a' } })
    expect((await at('a')).answer).toBe('401 session.ended')
  })
})
