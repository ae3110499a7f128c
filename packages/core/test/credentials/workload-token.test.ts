import { stepUp } from '@retrust/core'
import { newPresenter, tokenAge } from '@retrust/core/rules'
import { describe, expect, it } from 'vitest'
import { ask, bearing, tokenEngine } from './ask.ts'

const robot = { sub: 'robot', client_id: 'robot', auth_time: undefined, acr: undefined }
const from = (network: string) => ({ network })

describe('a program’s token', () => {
  it('is a workload where `sub` is `client_id`, an agent with `act`, else what `kind` says', async () => {
    const { askWith } = await tokenEngine()
    expect((await askWith(robot)).request.view.subject).toMatchObject({ id: 'robot', kind: 'workload' })
    const agent = await askWith({ act: { sub: 'bot' }, sid: 'agent' })
    expect(agent.request.view.subject).toMatchObject({ id: 'alice', kind: 'agent' })
    const named = await tokenEngine({ kind: () => 'workload' })
    expect((await named.askWith()).request.view.subject?.kind).toBe('workload')
  })

  it('is compared with a revocation by `iat`: older ones are refused, newer ones go on', async () => {
    const { trust, clock, issuer, askWith } = await tokenEngine()
    const old = await issuer.token(clock.now(), robot)
    expect((await ask(trust, bearing(old))).status).toBe(200)
    clock.advance(60_000)
    await trust.revoke({ subject: { id: 'robot' } })
    expect((await ask(trust, bearing(old))).status).toBe(401)
    expect((await askWith(robot)).status).toBe(401)
    clock.advance(6_000)
    expect((await askWith(robot)).status).toBe(200)
    expect((await ask(trust, bearing(old))).status).toBe(401)
  })

  it('continues one session, however often it is renewed, and shows its own age', async () => {
    const { askWith, clock, trust, issuer } = await tokenEngine({}, { policy: [tokenAge({ atLeast: '2h' })] })
    const first = await issuer.token(clock.now(), { ...robot, exp: clock.now() / 1000 + 86_400 })
    const { request } = await ask(trust, bearing(first))
    clock.advance(7_200_000)
    expect(await ask(trust, bearing(first))).toMatchObject({ status: 403, code: 'token.old' })
    const renewed = await askWith(robot)
    expect(renewed.status).toBe(200)
    expect(renewed.request.view.session?.handle).toBe(request.view.session?.handle)
    expect((await ask(trust, bearing(first))).status).toBe(403)
  })

  it('answers nothing by being young', async () => {
    const { askWith } = await tokenEngine({}, { policy: [() => stepUp('always')] })
    expect(await askWith(robot)).toMatchObject({ status: 403, code: 'always' })
    expect(await askWith(robot)).toMatchObject({ status: 403, code: 'always' })
  })

  it.each([
    [undefined, 1],
    [1, 1],
    [3, 3],
    [8, 8],
  ])('with a fleet of %s is admitted from %d networks, as they come', async (fleet, admitted) => {
    const { trust, clock, issuer } = await tokenEngine({ fleet }, { policy: [newPresenter({ decide: 'deny' })] })
    const token = await issuer.token(clock.now(), robot)
    const statuses: number[] = []
    for (let i = 0; i < 10; i++) statuses.push((await ask(trust, bearing(token, from(`198.51.${i}.0/24`)))).status)
    expect(statuses).toEqual(Array.from({ length: 10 }, (_, i) => (i < admitted ? 200 : 403)))
    // Who has a place keeps it.
    expect((await ask(trust, bearing(token, from('198.51.0.0/24')))).status).toBe(200)
    expect((await ask(trust, bearing(token, from('198.51.9.0/24')))).status).toBe(403)
  })

  it('of a fleet takes no more places than there are, whoever comes at once', async () => {
    const { trust, clock, issuer } = await tokenEngine({ fleet: 4 }, { policy: [newPresenter({ decide: 'deny' })] })
    const token = await issuer.token(clock.now(), robot)
    const networks = Array.from({ length: 12 }, (_, i) => from(`198.51.${i}.0/24`))
    const answers = await Promise.all(networks.map((network) => ask(trust, bearing(token, network))))
    expect(answers.filter((one) => one.status === 200).length).toBe(4)
    const again = await Promise.all(networks.map((network) => ask(trust, bearing(token, network))))
    expect(again.map((one) => one.status)).toEqual(answers.map((one) => one.status))
  })

  it('of a person has one place, whatever the fleet', async () => {
    const { askWith, clock } = await tokenEngine({ fleet: 8 }, { policy: [newPresenter({ decide: 'deny' })] })
    const login = { sid: 'login-1', auth_time: clock.now() / 1000 }
    const firefox = { browser: { family: 'Firefox', platform: 'Windows' } }
    expect((await askWith(login, firefox)).status).toBe(200)
    expect((await askWith(login, { ...firefox, ...from('203.0.113.0/24') })).status).toBe(200)
    expect((await askWith(login, { browser: { family: 'Chrome', platform: 'Linux' } })).status).toBe(403)
  })
})
