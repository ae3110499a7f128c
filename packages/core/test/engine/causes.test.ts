import { deny, downgrade, presets, type Rule, rule, type SignalSource, stepUp } from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { judge } from '@retrust/core/testing'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, settled, worldOf } from './world.ts'

const pages = { login: '/login', logout: '/logout', stepUp: '/confirm' }
const alice = { subject: { id: 'alice' } }
const heldBySession = [riskScore({ atLeast: 70, holds: 'session' })]
const heldBySubject = [riskScore({ atLeast: 70, holds: 'subject', lifts: 'mfa' })]

describe('what a proof answers', () => {
  it('risk 80 lowers, a proof lifts, 80 does not ask again, 95 does', async () => {
    const { login, trust } = worldOf({ pages, policy: presets.balanced() })
    const client = await login()
    expect(await client.level()).toBe('full')
    await trust.report(alice, { risk: 80 })
    expect(await client.level()).toBe('read-only')
    await client.raise({ acr: 'pwd' })
    expect(await client.level()).toBe('full')
    await trust.report(alice, { risk: 82 })
    expect(await client.level()).toBe('full')
    await trust.report(alice, { risk: 95 })
    expect(await client.level()).toBe('read-only')
    await client.raise({ acr: 'pwd' })
    expect(await client.level()).toBe('full')
    await trust.report(alice, { risk: 85 })
    expect(await client.level()).toBe('full')
  })

  it('asks again after an hour', async () => {
    const { login, trust, clock } = worldOf({ pages, policy: [riskScore({ atLeast: 70 })] })
    const client = await login()
    await trust.report(alice, { risk: 80 })
    await client.raise({ acr: 'pwd' })
    for (let i = 0; i < 3; i++) {
      clock.advance(19 * MINUTE)
      expect(await client.level()).toBe('full')
    }
    clock.advance(3 * MINUTE)
    expect(await client.level()).toBe('read-only')
  })

  it('takes no weaker proof than the session began with', async () => {
    const { login, trust } = worldOf({ pages, policy: heldBySession })
    const client = await login({ acr: 'mfa' })
    await trust.report(alice, { risk: 80 })
    await client.raise({ acr: 'pwd' })
    expect(await client.level()).toBe('read-only')
    await client.raise({ acr: 'mfa' })
    expect(await client.level()).toBe('full')
  })

  it('keeps what is stored until it is proved, though the signal is better again', async () => {
    const { login, trust } = worldOf({ pages, policy: heldBySession })
    const client = await login()
    await trust.report(alice, { risk: 95 })
    expect(await client.level()).toBe('read-only')
    await trust.report(alice, { risk: 0 })
    expect(await client.level()).toBe('read-only')
    await client.raise({ acr: 'pwd' })
    expect(await client.level()).toBe('full')
  })

  it('an answered milder band does not hide a stored worse one', async () => {
    const { login, trust } = worldOf({ pages, policy: heldBySession })
    const client = await login()
    await trust.report(alice, { risk: 80 })
    await client.raise({ acr: 'pwd' })
    await trust.report(alice, { risk: 95 })
    expect(await client.level()).toBe('read-only')
    await trust.report(alice, { risk: 80 })
    expect(await client.level()).toBe('read-only')
  })

  it('a proof lifts what is stored for good, however short its answer to the rule counts', async () => {
    const policy = [riskScore({ atLeast: 70, holds: 'session', answeredFor: '0' })]
    const { login, trust, clock } = worldOf({ pages, policy })
    const client = await login()
    await trust.report(alice, { risk: 80 })
    expect(await client.level()).toBe('read-only')
    await trust.report(alice, { risk: 10 })
    expect(await client.level()).toBe('read-only')
    await client.raise({ acr: 'pwd' })
    clock.advance(MINUTE)
    expect(await client.level()).toBe('full')
  })

  it('what is stored for the subject is answered for as long as the session lives', async () => {
    const { login, trust, clock } = worldOf({ pages, policy: heldBySubject })
    const client = await login()
    await trust.report(alice, { risk: 80 }, { maxAge: '1h' })
    expect(await client.level()).toBe('read-only')
    await client.raise({ acr: 'mfa' })
    for (let i = 0; i < 6; i++) {
      clock.advance(19 * MINUTE)
      expect(await client.level()).toBe('full')
    }
  })

  it('lifts on the next request what is held by the request', async () => {
    const { login, trust } = worldOf({ policy: [riskScore({ atLeast: 70 })] })
    const client = await login()
    await trust.report(alice, { risk: 80 })
    expect(await client.level()).toBe('read-only')
    await trust.report(alice, { risk: 10 })
    expect(await client.level()).toBe('full')
  })

  it('not knowing is a band of its own that answers nothing else', async () => {
    let known = false
    const { login } = worldOf({
      pages,
      policy: [riskScore({ atLeast: 70, decide: 'step-up' })],
      signals: {
        risk: () => {
          if (!known) throw new Error('away')
          return 80
        },
      },
    })
    const client = await login()
    expect(await client.answer('GET', '/')).toBe('401 risk.unknown')
    await client.raise({ acr: 'pwd' })
    expect(await client.answer('GET', '/')).toBe('continue')
    known = true
    expect(await client.answer('GET', '/')).toBe('401 risk.high')
    await client.raise({ acr: 'pwd' })
    expect(await client.answer('GET', '/')).toBe('continue')
  })

  it('answers what is open for the action of its challenge, and nothing else', async () => {
    const { login } = worldOf({
      pages,
      actions: { pay: { sensitive: true }, export: { sensitive: true } },
      policy: [
        ({ action }) => (action.name === 'pay' ? stepUp('test.pay') : undefined),
        ({ action }) => (action.name === 'export' ? stepUp('test.export') : undefined),
      ],
    })
    const client = await login()
    await client.raise({ action: 'pay' })
    expect(await client.answer('POST', '/pay', { demand: { action: 'pay' } })).toBe('continue')
    expect(await client.answer('POST', '/export', { demand: { action: 'export' } })).toBe('401 test.export')
  })

  it('remembers 32 answers; the oldest one dropped is asked again', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `a${i}`)
    const { login } = worldOf({
      pages,
      actions: Object.fromEntries(names.map((name) => [name, { sensitive: true }])),
      policy: [({ action }) => (action.name === undefined ? undefined : stepUp(`test.${action.name}`))],
    })
    const client = await login()
    for (const action of names) await client.raise({ action })
    const asked: string[] = []
    for (const action of names) {
      if ((await client.answer('POST', '/', { demand: { action } })) !== 'continue') asked.push(action)
    }
    expect(asked).toEqual(names.slice(0, 8))
  })

  it('deny and terminate cannot be answered', async () => {
    const client = await worldOf({ pages, policy: [() => deny('test.never')] }).login()
    await client.raise({ acr: 'phr' })
    expect(await client.answer('GET', '/')).toBe('403 test.never')
  })
})

describe('how wide a cause is held', () => {
  it.each([
    [0, 1],
    [1, 0],
  ])('two rules of one kind hold what each holds, in whatever order (%i, %i)', async (...order) => {
    // The signal speaks for the session alone, so both are held there.
    const both = [
      riskScore({ atLeast: 60, decide: 'downgrade', to: 'limited', holds: 'subject', lifts: 'mfa' }),
      riskScore({ atLeast: 80, holds: 'session' }),
    ]
    let risk = 85
    const { login } = worldOf({
      pages,
      actions: { pay: { sensitive: true } },
      signals: { risk: { per: 'session', read: () => risk } },
      policy: order.map((i) => both[i] as Rule),
    })
    const client = await login()
    expect(await client.level()).toBe('read-only')
    risk = 0
    expect(await client.level()).toBe('read-only')
    await client.raise({ acr: 'pwd' })
    expect(await client.level()).toBe('limited')
    await client.raise({ acr: 'mfa' })
    expect(await client.level()).toBe('full')
  })

  it("holds 'subject': a new login starts under it until it is proved there", async () => {
    const { login, trust } = worldOf({ pages, policy: heldBySubject })
    const first = await login()
    await trust.report(alice, { risk: 80 })
    expect(await first.level()).toBe('read-only')
    await trust.report(alice, { risk: 0 })
    const second = await login({ acr: 'phr' })
    expect(await second.level()).toBe('read-only')
    await second.raise({ acr: 'mfa' })
    expect(await second.level()).toBe('full')
    expect(await first.level()).toBe('read-only')
    expect(await (await login({ id: 'bob' })).level()).toBe('full')
  })

  it('is lifted by code, of a session and of a subject at every issuer', async () => {
    const { login, trust } = worldOf({ policy: [...heldBySession, ...heldBySubject] })
    const client = await login({ subject: { id: 'alice', issuer: 'https://idp.example' } })
    await trust.report(alice, { risk: 80 })
    expect(await client.level()).toBe('read-only')
    await trust.report(alice, { risk: 0 })
    const handle = (await trust.sessions()).sessions[0]?.handle as string
    await trust.lift({ session: handle }, 'risk.high')
    expect(await client.level()).toBe('read-only')
    await trust.lift(alice, 'risk.high')
    expect(await client.level()).toBe('full')
  })

  it('is over when its time is', async () => {
    const policy = [riskScore({ atLeast: 70, holds: 'subject', for: '1h' })]
    const { login, trust, clock } = worldOf({ policy })
    const client = await login()
    await trust.report(alice, { risk: 80 }, { maxAge: '1m' })
    expect(await client.level()).toBe('read-only')
    clock.advance(HOUR)
    expect(await (await login()).level()).toBe('full')
  })

  it.each([
    ['request', 'full', 'full'],
    ['session', 'read-only', 'full'],
    ['subject', 'read-only', 'read-only'],
  ] as const)('a source that speaks per %s: then %s here, and %s elsewhere', async (per, here, elsewhere) => {
    let risk = 90
    const source: SignalSource<number> = { per, read: () => risk }
    const { login } = worldOf({ policy: heldBySubject, signals: { risk: source } })
    const [client, other] = [await login(), await login()]
    expect(await client.level()).toBe('read-only')
    risk = 0
    expect([await client.level(), await other.level()]).toEqual([here, elsewhere])
  })

  it('a report about one session narrows that session only', async () => {
    const { login, trust } = worldOf({ policy: heldBySubject })
    const [thief, owner] = [await login(), await login()]
    const session = (await thief.visit('GET', '/')).view.session?.handle as string
    await trust.report({ session }, { risk: 90 })
    expect(await thief.level()).toBe('read-only')
    expect(await owner.level()).toBe('full')
    await trust.report({ session }, { risk: 0 })
    expect(await thief.level()).toBe('read-only')
  })

  it('rules over the facts of this request store nothing', async () => {
    const policy = [
      rule({ holds: 'subject', lifts: 'mfa' }, ({ context }) =>
        context.facts.peer.network === '203.0.113.0/24' ? downgrade('test.network', 'read-only') : undefined,
      ),
    ]
    const { login } = worldOf({ policy })
    const client = await login()
    expect(await client.copy({ network: '203.0.113.0/24' }).level()).toBe('read-only')
    expect(await client.level()).toBe('full')
  })

  it('what was caused by not knowing is never stored', async () => {
    let answer: string | undefined
    const policy = [
      riskScore({ atLeast: 70, holds: 'session', onUnknown: 'downgrade' }),
      rule({ holds: 'session' }, ({ signals }) =>
        signals.deviceHealth.value !== 'healthy' ? downgrade('test.device', 'read-only') : undefined,
      ),
    ]
    const { login } = worldOf({ policy, signals: { deviceHealth: { per: 'subject', read: () => answer } } })
    const client = await login()
    expect(await client.level()).toBe('read-only')
    answer = 'healthy'
    expect(await client.level()).toBe('full')
    answer = 'ill'
    expect(await client.level()).toBe('read-only')
    answer = 'healthy'
    expect(await client.level()).toBe('read-only')
  })
})

describe('signals', () => {
  it('a change about somebody else does not bring an older report back over a newer value', async () => {
    let answer: ((risk: number) => void) | undefined
    let slow = false
    const { login, trust, clock } = worldOf({
      policy: [riskScore({ atLeast: 70 })],
      signals: { risk: () => (slow ? new Promise<number>((resolve) => (answer = resolve)) : 0) },
    })
    const client = await login()
    slow = true
    await trust.report(alice, { risk: 10 })
    clock.advance(MINUTE)
    const visit = client.visit('GET', '/')
    await settled()
    await trust.report({ subject: { id: 'bob' } }, { risk: 50 })
    answer?.(90)
    expect((await visit).view.level).toBe('read-only')
  })

  it('an answer about one action says nothing about another', async () => {
    const away = new Set<string | undefined>()
    const point: SignalSource<string> = {
      perAction: true,
      read: (_context, _session, { action }) => {
        if (away.has(action.name)) throw new Error('away')
        return 'permit'
      },
    }
    const { login } = worldOf({
      actions: { read: { access: 'read' }, pay: { sensitive: true } },
      policy: [
        ({ action, signals }) =>
          action.name !== undefined && signals.point?.value !== 'permit' ? deny('test.point') : undefined,
      ],
      signals: { point },
    })
    const client = await login()
    away.add('pay')
    const { answer } = await client.visit('POST', '/', {
      demand: { action: 'read' },
      handler: (view) => view.demand({ action: 'pay' }),
    })
    expect(answer).toBe('403 test.point')
  })
})

describe('judge() for a policy alone', () => {
  it('gives the strictest outcome and the union of effects', () => {
    const policy = [
      () => stepUp('test.prove'),
      riskScore({ atLeast: 70, holds: 'subject' }),
      rule({ reportOnly: true }, () => deny('test.tried')),
    ]
    const decision = judge(policy, { signals: { risk: 75 } })
    expect(decision).toMatchObject({
      outcome: 'step-up',
      level: 'read-only',
      reasons: [{ code: 'test.prove' }, { code: 'risk.high' }],
      reported: [{ code: 'test.tried', outcome: 'deny' }],
      effects: { end: undefined, narrow: [{ code: 'risk.high', band: 7, holds: 'subject' }] },
    })
  })

  it('never prompts who cannot answer', () => {
    const prompts = [() => stepUp('test.prove')]
    expect(judge(prompts, { subject: { kind: 'workload' } }).outcome).toBe('deny')
    expect(judge(prompts, { subject: { kind: 'agent' } }).outcome).toBe('deny')
    expect(judge([rule({ workload: 'allow' }, prompts[0] as never)], { subject: { kind: 'agent' } }).outcome).toBe(
      'allow',
    )
  })
})
