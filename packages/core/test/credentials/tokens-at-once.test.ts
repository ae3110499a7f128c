import { downgrade, rule } from '@retrust/core'
import { describe, expect, it } from 'vitest'
import { ask, bearing, tokenEngine } from './ask.ts'
import { slowStore } from './slow-store.ts'

const risky = rule({ name: 'risky', lifts: 'mfa' }, ({ signals }) =>
  signals.risk?.value === 80 ? downgrade('risk.reported', 'read-only') : undefined,
)
const write = { method: 'POST' }

describe('requests at once with tokens of one login', () => {
  it('adopt one session', async () => {
    const { trust, clock, issuer } = await tokenEngine({}, { store: slowStore() })
    const token = await issuer.token(clock.now(), { sid: 'login-1' })
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(trust, bearing(token))))
    expect(answers.map((one) => one.status)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(new Set(answers.map((one) => one.request.view.session?.beganAt)).size).toBe(1)
    expect((await trust.sessions()).sessions.length).toBe(1)
  })

  it('are all raised by a newer login, which is taken in once', async () => {
    const { trust, clock, issuer } = await tokenEngine({}, { store: slowStore(), policy: [risky] })
    const login = { sid: 'login-1', auth_time: clock.now() / 1000 }
    await ask(trust, bearing(await issuer.token(clock.now(), login)))
    await trust.report({ subject: { id: 'alice' } }, { risk: 80 })
    clock.advance(120_000)
    const proof = await issuer.token(clock.now(), { ...login, auth_time: clock.now() / 1000, acr: 'mfa' })
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(trust, bearing(proof, write))))
    expect(answers.map((one) => one.code)).toEqual(Array.from({ length: 8 }, () => undefined))
    const [session] = (await trust.sessions()).sessions
    expect(session?.standing.authentications.map((one) => one.acr)).toEqual(['pwd', 'mfa'])
  })

  it('never outlive a revocation that comes while they are judged', async () => {
    for (let turn = 0; turn < 12; turn++) {
      const { trust, clock, issuer } = await tokenEngine({}, { store: slowStore() })
      const token = await issuer.token(clock.now(), { sid: 'login-1' })
      const answers = Array.from({ length: 4 }, () => ask(trust, bearing(token)))
      for (let i = 0; i < turn; i++) await Promise.resolve()
      await trust.revoke({ subject: { id: 'alice' } })
      await Promise.all(answers)
      expect((await ask(trust, bearing(token))).status).toBe(401)
      clock.advance(60_000)
      const refreshed = await issuer.token(clock.now(), { sid: 'login-1', auth_time: clock.now() / 1000 - 60 })
      expect((await ask(trust, bearing(refreshed))).status).toBe(401)
    }
  })

  it('that reopen a lineage at once reopen one session, and the old token stays out', async () => {
    const { trust, clock, issuer } = await tokenEngine({}, { store: slowStore() })
    const old = await issuer.token(clock.now(), { sid: 'login-1' })
    await ask(trust, bearing(old))
    await trust.revoke({ subject: { id: 'alice' } })
    clock.advance(60_000)
    const fresh = await issuer.token(clock.now(), { sid: 'login-1' })
    const mixed = Array.from({ length: 12 }, (_, i) => ask(trust, bearing(i % 2 === 0 ? fresh : old)))
    const answers = await Promise.all(mixed)
    expect(answers.filter((_, i) => i % 2 === 1).map((one) => one.status)).toEqual([401, 401, 401, 401, 401, 401])
    expect((await ask(trust, bearing(fresh))).status).toBe(200)
    expect((await ask(trust, bearing(old))).status).toBe(401)
    expect(answers.filter((_, i) => i % 2 === 0).map((one) => one.status)).toEqual([200, 200, 200, 200, 200, 200])
  })
})
