import { accessToken, createTrust, existingSession, memoryStore } from '@retrust/core'
import { fakeFacts, manualClock } from '@retrust/core/testing'
import { describe, expect, it } from 'vitest'
import { bearing } from './ask.ts'
import { AUDIENCE, loopbackIssuer } from './loopback-issuer.ts'

const HOUR = 3_600_000
const framework = {
  name: 'Mine',
  isExchange: (value: unknown): value is { login: string | undefined } => typeof value === 'object' && value !== null,
}

/** A token that is over, and a login of 1 hour that lives for 8, on one request. */
async function bothDead(order: 'host first' | 'token first') {
  const clock = manualClock()
  const issuer = await loopbackIssuer()
  const over = await issuer.token(clock.now(), { exp: clock.now() / 1000 + 60 })
  const good = await issuer.token(clock.now(), { sub: 'alice' })
  const start = clock.now()
  clock.advance(HOUR)
  const host = existingSession(
    {
      read: ({ login }: { login: string | undefined }) =>
        login && { id: login, subject: { id: 'alice' }, start, acr: 'pwd' },
      end: (exchange) => {
        exchange.login = undefined
      },
      maxLife: '8h',
    },
    framework,
  )
  const both = [host, accessToken({ issuer: issuer.issuer, audience: AUDIENCE })]
  const trust = createTrust({
    store: memoryStore(),
    clock,
    credentials: order === 'host first' ? both : both.reverse(),
    policy: [],
    pages: { login: '/login' },
  })
  const visit = async (path: string, token = over) => {
    const exchange: { login: string | undefined } = { login: 'a' }
    const request = trust.open(fakeFacts(bearing(token, { path })), exchange)
    const { kind } = await request.admit()
    return { kind, login: exchange.login }
  }
  return { trust, clock, issuer, good, visit }
}

describe.each(['host first', 'token first'] as const)('a dead token beside a host session (%s)', (order) => {
  it('does not hide from its host that the session was revoked', async () => {
    const { trust, visit } = await bothDead(order)
    await trust.revoke({ subject: { id: 'alice' } })
    expect(await visit('/login')).toEqual({ kind: 'continue', login: undefined })
    expect(await visit('/')).toEqual({ kind: 'refuse', login: undefined })
  })

  it('does not hide from its host that the session is too old', async () => {
    const { clock, visit } = await bothDead(order)
    clock.advance(8 * HOUR)
    expect(await visit('/login')).toEqual({ kind: 'continue', login: undefined })
    expect(await visit('/')).toEqual({ kind: 'refuse', login: undefined })
  })

  it('leaves a session that is alive to its host', async () => {
    const { visit } = await bothDead(order)
    expect(await visit('/login')).toEqual({ kind: 'continue', login: 'a' })
    expect(await visit('/')).toEqual({ kind: 'refuse', login: 'a' })
  })
})

it('a revoked token does not hide a revoked host session', async () => {
  const { trust, good, issuer, visit } = await bothDead('token first')
  await trust.revoke({ subject: { id: 'alice' } })
  await trust.revoke({ subject: { id: 'alice', issuer: issuer.issuer } })
  expect(await visit('/login', good)).toEqual({ kind: 'continue', login: undefined })
})
