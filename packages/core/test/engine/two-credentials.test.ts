import { type CredentialOption, cookieSession, type PresentedClaims } from '@retrust/core'
import { describe, expect, it } from 'vitest'
import { worldOf } from './world.ts'

/** Tokens in a form that a test can write: `Bearer <subject>` is a good one, `Bearer old` one that is over. */
const tokens: CredentialOption = {
  name: 'tokens',
  issues: [],
  build: ({ clock }) => ({
    name: 'tokens',
    maxLifeMs: 3_600_000,
    elevation: 'newer-token',
    scheme: 'Bearer',
    verify: ({ facts, tenant }) => {
      const header = facts.single('authorization')
      if (header.kind !== 'value') return { kind: 'absent', reason: 'credential.absent' }
      const id = header.value.slice('Bearer '.length)
      if (id === 'old') return { kind: 'dead', reason: 'session.expired', scheme: 'Bearer' }
      const at = clock.now()
      const claims: PresentedClaims = {
        kind: 'claims',
        scheme: 'Bearer',
        subject: { tenant, issuer: '', id, kind: 'human' },
        lineage: [`lineage of ${id}`],
        acr: 'pwd',
        amr: [],
        authTime: at,
        since: at,
        expiresAt: at + 60_000,
        maxLifeMs: 3_600_000,
        scopes: ['read'],
        places: 1,
      }
      return { kind: 'presented', presented: [claims] }
    },
  }),
}
const pages = { login: '/login' }
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` }, demand: {} })

describe('two credentials on one request', () => {
  it.each([
    ['cookie first', [cookieSession(), tokens], undefined],
    ['token first', [tokens, cookieSession()], ['read']],
  ] as const)('of one subject: the first listed wins (%s)', async (_name, credentials, scopes) => {
    const alice = await worldOf({ credentials }).login()
    const { answer, view } = await alice.visit('GET', '/', bearer('alice'))
    expect(answer).toBe('continue')
    expect(view.scopes).toEqual(scopes)
  })

  it('of two subjects are refused, and recorded', async () => {
    const { login, records } = worldOf({ pages, credentials: [cookieSession(), tokens] })
    const alice = await login()
    expect(await alice.answer('GET', '/', bearer('mallory'))).toBe('400 credential.ambiguous')
    expect(records.at(-1)).toMatchObject({ subject: undefined, anonymousBecause: 'ambiguous', status: 400 })
    const page = await alice.visit('GET', '/login', { headers: { authorization: 'Bearer mallory' } })
    expect(page.answer).toBe('continue')
    expect(page.view.subject).toBeUndefined()
  })

  it('a dead cookie counts for nothing beside a live token; a dead token is refused beside a live cookie', async () => {
    const { login, trust } = worldOf({ credentials: [cookieSession(), tokens] })
    const alice = await login()
    expect(await alice.answer('GET', '/', bearer('old'))).toBe('401 session.expired')
    await trust.revoke({ session: (await alice.visit('GET', '/')).view.session?.handle as string })
    const { answer, view } = await alice.visit('GET', '/', bearer('bob'))
    expect(`${answer} ${view.subject?.id}`).toBe('continue bob')
  })

  it('two of our cookies: the single live one counts, two live ones are refused', async () => {
    const { login, client, trust } = worldOf()
    const [one, two] = [await login(), await login({ id: 'bob' })]
    const cookies = `${one.stolen().cookies}; ${two.stolen().cookies}`
    expect(await client().answer('GET', '/', { cookies, demand: {} })).toBe('400 credential.ambiguous')
    await trust.revoke({ subject: { id: 'bob' } })
    const { view } = await client().visit('GET', '/', { cookies })
    expect(view.subject?.id).toBe('alice')
  })
})
