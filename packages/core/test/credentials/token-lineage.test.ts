import { downgrade, memoryStore, rule, type Store } from '@retrust/core'
import { describe, expect, it } from 'vitest'
import { ask, bearing, tokenEngine } from './ask.ts'

const seconds = (clock: { now(): number }): number => clock.now() / 1000

describe('tokens of one login', () => {
  it.each([
    ['sid', { sid: 'login-1' }],
    ['sub, client_id and auth_time', {}],
  ])('continue one session, named by %s', async (_, claims) => {
    const { askWith, clock } = await tokenEngine()
    const login = { auth_time: seconds(clock), ...claims }
    const first = await askWith(login)
    clock.advance(600_000)
    const second = await askWith(login)
    expect(second.status).toBe(200)
    expect(second.request.view.session?.handle).toBe(first.request.view.session?.handle)
    expect(second.request.view.session?.beganAt).toBe(first.request.view.session?.beganAt)
  })

  it('are refused after a revocation, however often they are refreshed', async () => {
    const { trust, askWith, clock } = await tokenEngine()
    for (const claims of [{ sid: 'login-1' }, {}, { client_id: 'other' }]) {
      const login = { auth_time: seconds(clock), ...claims }
      expect((await askWith(login)).status).toBe(200)
    }
    const at = seconds(clock)
    clock.advance(60_000)
    await trust.revoke({ subject: { id: 'alice' } }, { reason: 'offboarded' })
    for (let i = 0; i < 3; i++) {
      clock.advance(600_000)
      for (const claims of [{ sid: 'login-1' }, { sid: 'never seen' }, {}, { client_id: 'other' }])
        expect((await askWith({ auth_time: at, ...claims })).status).toBe(401)
    }
  })

  it('go on after a login that is newer than the revocation, by more than the leeway', async () => {
    const { trust, askWith, clock } = await tokenEngine()
    const login = { sid: 'login-1', auth_time: seconds(clock) }
    await askWith(login)
    await trust.revoke({ subject: { id: 'alice' } })
    clock.advance(5_000)
    expect((await askWith({ ...login, auth_time: seconds(clock) })).status).toBe(401)
    clock.advance(1_000)
    expect((await askWith({ ...login, auth_time: seconds(clock) })).status).toBe(200)
  })

  it('from before a revocation stay refused after a newer login of the same `sid`', async () => {
    const { trust, askWith, clock, issuer } = await tokenEngine()
    const login = { sid: 'login-1', auth_time: seconds(clock) }
    const stolen = await issuer.token(clock.now(), login)
    expect((await ask(trust, bearing(stolen))).status).toBe(200)
    clock.advance(60_000)
    await trust.revoke({ subject: { id: 'alice' } })
    clock.advance(60_000)
    expect((await ask(trust, bearing(stolen))).status).toBe(401)
    expect((await askWith({ ...login, auth_time: seconds(clock) })).status).toBe(200)
    expect((await ask(trust, bearing(stolen))).status).toBe(401)
    expect((await askWith({ ...login, auth_time: seconds(clock) })).status).toBe(200)
    expect((await askWith(login)).status).toBe(401)
  })

  it('from before the session was ended stay refused after a newer login of the same `sid`', async () => {
    const { trust, askWith, clock, issuer } = await tokenEngine()
    const login = { sid: 'login-1', auth_time: seconds(clock) }
    const stolen = await issuer.token(clock.now(), login)
    const { request } = await ask(trust, bearing(stolen))
    await request.view.end()
    clock.advance(60_000)
    expect((await askWith({ ...login, auth_time: seconds(clock) })).status).toBe(200)
    expect((await ask(trust, bearing(stolen))).status).toBe(401)
  })

  it('end in every form that they showed, also when a refresh leaves `sid` out', async () => {
    const { askWith, clock } = await tokenEngine()
    const login = { sid: 'login-1', auth_time: seconds(clock) }
    for (const client_id of ['app', 'second', 'third'])
      expect((await askWith({ ...login, client_id })).status).toBe(200)
    await (await askWith(login)).request.view.end()
    clock.advance(60_000)
    for (const client_id of ['app', 'second', 'third'])
      for (const sid of ['login-1', undefined]) expect((await askWith({ ...login, client_id, sid })).status).toBe(401)
  })

  it('end in every form, also where more apps share a login than a record has room for', async () => {
    const { askWith, clock } = await tokenEngine()
    const login = { sid: 'login-1', auth_time: seconds(clock) }
    const apps = Array.from({ length: 40 }, (_, i) => ({ ...login, client_id: `app-${i}` }))
    const statuses: number[] = []
    for (const app of apps) statuses.push((await askWith(app)).status)
    // The `sid` is a form as well.
    expect(statuses).toEqual(apps.map((_, i) => (i < 31 ? 200 : 401)))
    expect((await askWith(apps[0])).status).toBe(200)
    await (await askWith(apps[0])).request.view.end()
    for (const app of apps.slice(0, 31)) expect((await askWith({ ...app, sid: undefined })).status).toBe(401)
  })

  it('end in every form, also where another request wrote the record when the second one was shown', async () => {
    const inner = memoryStore()
    let conflicts = 0
    const sessions: Store['sessions'] = new Proxy(inner.sessions, {
      get(target, name: keyof Store['sessions']) {
        const run = target[name].bind(target)
        return name === 'raise' && conflicts++ < 2 ? () => ({ kind: 'conflict' }) : run
      },
    })
    const { askWith, clock } = await tokenEngine({}, { store: { ...inner, sessions } })
    const login = { sid: 'login-1', auth_time: seconds(clock) }
    await askWith(login)
    const second = { ...login, client_id: 'second' }
    expect((await askWith(second)).status).toBe(200)
    expect(conflicts).toBe(3)
    await (await askWith(login)).request.view.end()
    expect((await askWith({ ...second, sid: undefined })).status).toBe(401)
  })

  it('end in every form that they showed where their session is revoked by its handle', async () => {
    const { trust, askWith, clock } = await tokenEngine()
    const login = { sid: 'login-1', auth_time: seconds(clock) }
    const { request } = await askWith(login)
    expect((await askWith({ ...login, client_id: 'second' })).status).toBe(200)
    await trust.revoke({ session: request.view.session?.handle ?? '' })
    for (const client_id of ['app', 'second'])
      for (const sid of ['login-1', undefined]) expect((await askWith({ ...login, client_id, sid })).status).toBe(401)
    clock.advance(60_000)
    expect((await askWith({ ...login, auth_time: seconds(clock) })).status).toBe(200)
  })

  it('that name a subject of their own under one `sid` are not taken for the first one', async () => {
    const { askWith } = await tokenEngine()
    expect((await askWith({ sid: 'shared' })).request.view.subject?.id).toBe('alice')
    const other = await askWith({ sid: 'shared', sub: 'mallory' })
    expect(other).toMatchObject({ code: 'credential.ambiguous' })
    expect(other.request.view.subject).toBeUndefined()
    expect((await askWith({ sid: 'shared' })).request.view.subject?.id).toBe('alice')
  })

  it('are compared with an outsider’s instant by their login, in whole seconds', async () => {
    const { trust, askWith, clock } = await tokenEngine()
    const at = seconds(clock)
    clock.advance(600_000)
    await trust.revoke({ subject: { id: 'alice' } }, { before: new Date((at + 60) * 1000) })
    for (const [auth_time, status] of [
      [at, 401],
      [at + 60, 401],
      [at + 65, 401],
      [at + 66, 200],
    ])
      expect((await askWith({ auth_time })).status).toBe(status)
  })

  it('without auth_time are of unknown age: not adopted while their subject has an end', async () => {
    const { trust, askWith, clock } = await tokenEngine()
    const unknown = { auth_time: undefined }
    expect((await askWith(unknown)).status).toBe(200)
    await trust.revoke({ subject: { id: 'alice' } })
    clock.advance(600_000)
    expect((await askWith(unknown)).status).toBe(401)
    expect(await askWith({ ...unknown, client_id: 'other' })).toMatchObject({ code: 'credential.age-unknown' })
    expect((await askWith({ ...unknown, sub: 'bob' })).status).toBe(200)
  })

  it('without auth_time count by `iat` where the option says so: a revocation ends at the next refresh', async () => {
    const { trust, askWith, clock, issuer } = await tokenEngine({ withoutAuthTime: 'iat' })
    const unknown = { auth_time: undefined }
    const old = await issuer.token(clock.now(), unknown)
    expect((await ask(trust, bearing(old))).status).toBe(200)
    await trust.revoke({ subject: { id: 'alice' } })
    clock.advance(6_000)
    expect((await ask(trust, bearing(old))).status).toBe(401)
    expect((await askWith(unknown)).status).toBe(200)
    expect((await ask(trust, bearing(old))).status).toBe(401)
  })
})

describe('a later login under the same `sid`', () => {
  const risky = rule({ name: 'risky', lifts: 'mfa' }, ({ signals }) =>
    signals.risk?.value === 80 ? downgrade('risk.reported', 'read-only') : undefined,
  )

  it('is an authentication of the same session, and answers what is open', async () => {
    const { trust, askWith, clock } = await tokenEngine({}, { policy: [risky] })
    const login = { sid: 'login-1', auth_time: seconds(clock) }
    const first = await askWith(login)
    await trust.report({ subject: { id: 'alice' } }, { risk: 80 })
    clock.advance(120_000)
    const write = { method: 'POST' }
    expect((await askWith(login, write)).status).toBe(401)
    const again = { ...login, auth_time: seconds(clock) }
    expect((await askWith(again, write)).status).toBe(401)
    clock.advance(60_000)
    const proved = await askWith({ ...login, auth_time: seconds(clock), acr: 'mfa' }, write)
    expect(proved.status).toBe(200)
    expect(proved.request.view.session?.handle).toBe(first.request.view.session?.handle)
    expect(proved.request.view.session?.authentications.map((one) => one.acr)).toEqual(['pwd', 'pwd', 'mfa'])
  })

  it('raises no older token: each shows what its own login covers', async () => {
    const { trust, askWith, clock, issuer } = await tokenEngine({}, { policy: [risky] })
    const login = { sid: 'login-1', auth_time: seconds(clock) }
    const copied = await issuer.token(clock.now(), login)
    await ask(trust, bearing(copied))
    await trust.report({ subject: { id: 'alice' } }, { risk: 80 })
    clock.advance(120_000)
    const write = { method: 'POST' }
    const proof = { ...login, auth_time: seconds(clock), acr: 'mfa' }
    expect((await askWith(proof, write)).status).toBe(200)
    const copy = await ask(trust, bearing(copied, write))
    expect(copy.status).toBe(401)
    expect(copy.request.view.session?.authentications.map((one) => one.acr)).toEqual(['pwd'])
    expect(await ask(trust, bearing(copied), { acr: 'mfa' })).toMatchObject({ code: 'demand.acr' })
    expect((await askWith({ ...login, auth_time: undefined }, write)).status).toBe(401)
    expect((await askWith(proof, write)).status).toBe(200)
  })

  it('is not what a mere refresh is, also where `iat` counts against revocations', async () => {
    const { trust, askWith, clock, issuer } = await tokenEngine({ withoutAuthTime: 'iat' }, { policy: [risky] })
    const login = { sid: 'login-1', auth_time: undefined, acr: 'mfa' }
    await askWith(login)
    await trust.report({ subject: { id: 'alice' } }, { risk: 80 })
    clock.advance(120_000)
    expect((await askWith(login, { method: 'POST' })).status).toBe(401)
    const refreshed = await issuer.token(clock.now(), login)
    expect(await ask(trust, bearing(refreshed), { maxAge: '1h' })).toMatchObject({ code: 'demand.age' })
  })

  it('begins a session anew in the third form, as a login does', async () => {
    const { askWith, clock } = await tokenEngine()
    const first = await askWith({ auth_time: seconds(clock) })
    clock.advance(60_000)
    const second = await askWith({ auth_time: seconds(clock) })
    expect(second.request.view.session?.handle).not.toBe(first.request.view.session?.handle)
    expect(second.request.view.session?.authentications.length).toBe(1)
  })

  it('is met by its own acr only, mapped or in the order, whatever it is called', async () => {
    const { trust, clock, issuer } = await tokenEngine({ acr: { 'urn:example:mfa': 'mfa' } })
    const cases = [
      ['urn:example:mfa', 200],
      ['mfa', 200],
      ['phr', 200],
      ['pwd', 401],
      ['constructor', 401],
      ['__proto__', 401],
      ['toString', 401],
      [undefined, 401],
      [['mfa'], 401],
    ] as const
    for (const [i, [acr, status]] of cases.entries()) {
      const token = await issuer.token(clock.now(), { acr, sid: `login-${i}` })
      expect((await ask(trust, bearing(token), { acr: 'mfa' })).status).toBe(status)
    }
  })
})
