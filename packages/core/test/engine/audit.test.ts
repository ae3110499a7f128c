import { type AuditRecord, deny, downgrade, presets, type RuleFunction, stepUp, terminate } from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { describe, expect, it } from 'vitest'
import { MINUTE, settled, type World, worldOf } from './world.ts'

const pages = { login: '/login', logout: '/logout', stepUp: '/confirm' }
const actions = { pay: { sensitive: true } }

describe('one record a judgement', () => {
  it('and none for what says the same again', async () => {
    const { login, records } = worldOf({ pages })
    const alice = await login()
    records.length = 0
    await alice.visit('GET', '/', { demand: {}, handler: (view) => view.demand({ acr: 'pwd' }) })
    expect(records.map((one) => one.judged)).toEqual(['admission'])
    await alice.visit('GET', '/', { demand: { acr: 'pwd' }, handler: (view) => view.demand({ acr: 'mfa' }) })
    expect(records.map((one) => `${one.judged} ${one.outcome} ${one.status}`)).toEqual([
      'admission allow undefined',
      'admission allow undefined',
      'controller step-up 401',
    ])
  })

  it('mounted twice it is judged once: one record, and a proof is not used up by the second', async () => {
    const { login, records } = worldOf({ pages, actions })
    const alice = await login()
    await alice.raise({ action: 'pay', object: '1' })
    records.length = 0
    const demand = { acr: 'mfa', action: 'pay', object: '1' }
    const { request } = await alice.visit('POST', '/', { open: true })
    expect(await request.admit()).toEqual({ kind: 'continue' })
    expect(await request.judge(demand, 'POST')).toEqual({ kind: 'continue' })
    expect(await request.judge(demand, 'POST')).toEqual({ kind: 'continue' })
    expect(records.map((one) => one.judged)).toEqual(['admission', 'route'])
    expect(await request.judge({ acr: 'phr' }, 'POST')).toMatchObject({ refusal: { code: 'demand.acr' } })
  })

  it('tells a demand that was ignored', async () => {
    const { login, records } = worldOf({ pages })
    const alice = await login()
    await alice.visit('POST', '/', {
      handler: async (view, request) => {
        await view.demand({ acr: 'mfa' }).catch(() => undefined)
        request.ignored()
      },
    })
    expect(records.at(-1)).toMatchObject({ type: 'demand.ignored', status: 401, subject: { id: 'alice' } })
  })

  it('goes to the sink in order, later, and a sink that fails or hangs holds up nobody', async () => {
    const written: string[] = []
    let calls = 0
    const sink = (record: AuditRecord): Promise<void> | undefined => {
      calls += 1
      if (calls === 1) throw new Error('full')
      if (calls === 2) return Promise.reject(undefined)
      if (calls === 3) return new Promise(() => undefined)
      written.push(record.method)
    }
    const { client, clock, faults } = worldOf({ audit: { sink } })
    for (const method of ['A', 'B', 'C', 'D', 'E']) expect(await client().answer(method, '/')).toBe('continue')
    await settled()
    clock.advance(5_000)
    await settled()
    expect(written).toEqual(['D', 'E'])
    expect(faults.map((one) => one.source)).toEqual(['audit', 'audit', 'audit'])
  })
})

describe('where audit is required', () => {
  it('the intended record is written before anything is done, and the outcome after', async () => {
    const story: string[] = []
    const sink = (record: AuditRecord): void => void story.push(`${record.type} ${record.judged}`)
    const { login, store } = worldOf({ actions, pages, audit: { sink, mode: 'required' } })
    const alice = await login()
    await alice.raise({ action: 'pay', object: '1' })
    const raise = store.sessions.raise.bind(store.sessions)
    store.sessions.raise = (...given) => {
      story.push('spent')
      return raise(...given)
    }
    story.length = 0
    await alice.answer('POST', '/', { demand: { acr: 'mfa', action: 'pay', object: '1' } })
    expect(story).toEqual(['intended admission', 'decision admission', 'intended route', 'spent', 'decision route'])
  })

  it.each<[string, () => Promise<void> | undefined]>([
    [
      'throws',
      () => {
        throw new Error('full')
      },
    ],
    ['rejects with undefined', () => Promise.reject(undefined)],
    ['never settles', () => new Promise(() => undefined)],
  ])('a sink that %s at any record is a 503', async (_name, fail) => {
    for (let n = 1; n <= 4; n++) {
      let calls = Number.NEGATIVE_INFINITY
      const sink = () => (++calls === n ? fail() : undefined)
      const { login, clock, faults } = worldOf({ audit: { sink, mode: 'required' } })
      const alice = await login()
      calls = 0
      const answer = alice.answer('GET', '/', { demand: { acr: 'pwd', maxAge: '5m', level: 'full' } })
      await settled()
      clock.advance(5_000)
      const expected = calls < n ? 'continue' : '503 fault.audit'
      expect(`${n} ${await answer}`).toBe(`${n} ${expected}`)
      expect(faults.map((one) => one.source)).toEqual(calls < n ? [] : ['audit'])
    }
  })
})

describe('nothing secret leaves the process', () => {
  const SECRET = 'mArKeD'
  const secretive = {
    query: `?access_token=${SECRET}1&returnTo=/x`,
    address: `${SECRET}2`,
    network: `${SECRET}3`,
    origin: `https://${SECRET}4.example`,
    browser: { family: `${SECRET}5`, platform: `${SECRET}6` },
    headers: Object.fromEntries(
      ['authorization', 'dpop', 'user-agent', 'referer', 'x-forwarded-for', 'x-api-key', 'accept', 'x-secret'].map(
        (name) => [name, `${SECRET}-${name}`],
      ),
    ),
  }

  const policies: [string, readonly RuleFunction[]][] = [
    ['allow', []],
    ['downgrade', [() => downgrade('test.low', 'read-only')]],
    ['step-up', [() => stepUp('test.prove')]],
    ['deny', [() => deny('test.no')]],
    ['terminate', [() => terminate('test.gone')]],
    [
      'fault',
      [
        () => {
          throw new Error('no')
        },
      ],
    ],
  ]

  function told(world: World, events: unknown[]): string {
    const { records, faults } = world
    const errors = faults.map(
      ({ source, error }) => `${source} ${String(error)} ${(error as Error | undefined)?.stack}`,
    )
    return JSON.stringify([records, events, errors])
  }

  it.each(policies)('in records, events and errors of %s', async (_name, policy) => {
    const world = worldOf({
      pages,
      actions,
      policy: [...presets.balanced({ networkChange: { decide: 'downgrade' } }), ...policy, riskScore({ atLeast: 50 })],
      signals: {
        deviceHealth: () => {
          throw new Error('away')
        },
      },
    })
    const events: unknown[] = []
    for (const name of ['began', 'ended', 'raised', 'raise-failed'] as const)
      world.trust.on(name, (detail) => void events.push(name, detail))
    const cookies = (text: string | undefined) => [text, `other=${SECRET}7`].filter(Boolean).join('; ')
    const alice = await world.login()
    const secret = /session=[^.]+\.([^;]+)/.exec(alice.cookies ?? '')?.[1] as string
    const device = /device=([^;]+)/.exec(alice.cookies ?? '')?.[1] as string
    const asked = { ...secretive, cookies: cookies(alice.cookies) }
    const path = `/${SECRET}8`
    for (const method of ['GET', 'POST']) {
      await alice.visit(method, path, { ...asked, demand: { action: 'pay', acr: 'phr', maxAge: '0' } })
      await alice.visit(method, path, { ...asked, channel: 'upgrade' })
    }
    await alice.visit('POST', '/confirm', {
      ...asked,
      handler: async (view) => {
        if (view.subject !== undefined) await view.raise({ acr: 'mfa', amr: ['otp'] })
      },
    })
    const copy = alice.copy()
    await copy.visit('GET', path, { ...asked, cookies: cookies(copy.cookies) })
    world.clock.advance(2 * MINUTE)
    await alice.visit('GET', path, asked)
    await alice.visit('GET', path, { ...asked, cookies: `__Host-session=${SECRET}9` })
    expect(world.records.length).toBeGreaterThan(5)
    const text = told(world, events)
    const found = [SECRET, secret, device].filter((one) => text.toLowerCase().includes(one.toLowerCase()))
    expect(found).toEqual([])
    expect(text.includes('alice')).toBe(true)
  })

  it('and refusals say neither thresholds nor values, and are never cached', async () => {
    const { login, trust } = worldOf({ pages, policy: [riskScore({ atLeast: 73, decide: 'deny' })] })
    const alice = await login()
    await trust.report({ subject: { id: 'alice' } }, { risk: 77 })
    const { verdict } = await alice.visit('GET', '/', { ...secretive, path: '/' })
    if (verdict.kind !== 'refuse') throw new Error('expected a refusal')
    expect(verdict.refusal.headers['cache-control']).toBe('no-store')
    expect(JSON.stringify(verdict.refusal)).not.toMatch(/73|77|alice|mArKeD/)
  })
})
