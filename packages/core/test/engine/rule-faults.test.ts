import {
  type CredentialOption,
  deny,
  downgrade,
  type RuleFunction,
  rule,
  type SignalSourceOption,
  type Verified,
} from '@retrust/core'
import { riskScore } from '@retrust/core/rules'
import { describe, expect, it } from 'vitest'
import { settled, worldOf } from './world.ts'

const pages = { login: '/login', logout: '/logout', stepUp: '/confirm' }
const fails: [string, () => never][] = [
  [
    'throws',
    () => {
      throw new Error('SECRET')
    },
  ],
  [
    'throws undefined',
    () => {
      throw undefined
    },
  ],
  ['answers a promise', () => Promise.resolve(deny('test.late')) as never],
  ['answers a promise that rejects', () => Promise.reject(new Error('SECRET')) as never],
  ['answers something else', () => true as never],
]

describe('a custom rule that cannot be asked', () => {
  it.each(fails)('and %s is a 503 for everybody with a session, and told', async (_name, run) => {
    const { login, client, faults } = worldOf({ pages, policy: [run as RuleFunction] })
    const alice = await login()
    expect(await alice.answer('GET', '/')).toBe('503 fault.policy')
    expect(faults[0]?.source).toMatch(/^rule\./)
    expect(await client().answer('GET', '/')).toBe('continue')
    expect(await alice.answer('POST', '/login')).toBe('continue')
  })

  it('refuses nobody while it only reports', async () => {
    const { login } = worldOf({ policy: [rule({ reportOnly: true }, fails[0]?.[1] as RuleFunction)] })
    expect(await (await login()).answer('GET', '/')).toBe('continue')
  })

  it('is milder than a terminate beside it', async () => {
    const { login } = worldOf({
      policy: [fails[0]?.[1] as RuleFunction, riskScore({ atLeast: 70, decide: 'terminate' })],
      signals: { risk: () => 100 },
    })
    expect(await (await login()).answer('GET', '/')).toBe('401 risk.high')
  })
})

describe('a custom rule that read what is not known', () => {
  const health: RuleFunction = ({ signals }) => (signals.deviceHealth.value === 'ill' ? deny('test.ill') : undefined)

  it('and found nothing asks for a proof, unless it says otherwise', async () => {
    expect(await (await worldOf({ policy: [health] }).login()).answer('GET', '/')).toBe('401 health.unknown')
    const says = worldOf({ policy: [rule({ onUnknown: 'allow' }, health)] })
    expect(await (await says.login()).answer('GET', '/')).toBe('continue')
  })

  it('is not asked about signals that it did not read', async () => {
    const writes: RuleFunction = (situation) => (situation.action.access === 'write' ? health(situation) : undefined)
    const { login } = worldOf({ policy: [writes] })
    const alice = await login()
    expect(await alice.answer('GET', '/')).toBe('continue')
    expect(await alice.answer('POST', '/')).toMatch(/^401 /)
  })
})

describe('a signal source that fails', () => {
  const sources: [string, SignalSourceOption][] = [
    ['throws', fails[0]?.[1] as () => never],
    ['rejects', () => Promise.reject(new Error('SECRET'))],
    ['rejects with undefined', () => Promise.reject(undefined)],
    ['never settles', () => new Promise(() => undefined)],
    ['has a key that throws', { maxAge: '1m', key: fails[0]?.[1] as () => never, read: () => 0 }],
  ]

  it.each(sources)('and %s is a fault of its own, judged by onUnknown', async (_name, risk) => {
    const asked: string[] = []
    const policy = [
      riskScore({ atLeast: 70 }),
      rule({ onUnknown: 'allow' }, ({ signals }) => {
        asked.push(signals.risk.state, signals.deviceHealth.state)
        return undefined
      }),
    ]
    const { login, clock, faults } = worldOf({ pages, policy, signals: { risk, deviceHealth: () => 'healthy' } })
    const begun = login()
    await settled()
    clock.advance(1_000)
    const alice = await begun
    faults.length = 0
    const answer = alice.visit('POST', '/')
    await settled()
    clock.advance(1_000)
    expect((await answer).answer).toBe('401 level.insufficient')
    expect(asked.slice(-2)).toEqual(['fault', 'known'])
    expect(faults.map((one) => one.source)).toEqual(['signal.risk'])
  })

  it('that answers late is not heard, and its deadline is aborted', async () => {
    let deadline: AbortSignal | undefined
    let slow = false
    let answerLate = (_risk: number): void => undefined
    const { login, clock } = worldOf({
      policy: [riskScore({ atLeast: 70, onUnknown: 'deny' })],
      signals: {
        risk: {
          maxAge: '1h',
          read: (_context, _session, { deadline: signal }) => {
            deadline = signal
            return slow ? new Promise<number>((resolve) => (answerLate = resolve)) : undefined
          },
        },
      },
    })
    const alice = await login()
    slow = true
    const answer = alice.answer('GET', '/')
    await settled()
    clock.advance(1_000)
    expect(await answer).toBe('403 risk.unknown')
    expect(deadline?.aborted).toBe(true)
    answerLate(0)
    await settled()
    const again = alice.answer('GET', '/')
    await settled()
    clock.advance(1_000)
    expect(await again).toBe('403 risk.unknown')
  })

  it('does not hide a report', async () => {
    const { login, trust } = worldOf({
      policy: [riskScore({ atLeast: 70 })],
      signals: { risk: sources[1]?.[1] as never },
    })
    const alice = await login()
    await trust.report({ subject: { id: 'alice' } }, { risk: 90 })
    const { view } = await alice.visit('GET', '/')
    expect(view.decision.reasons).toMatchObject([{ code: 'risk.high', cause: { band: 9 } }])
  })

  it('is stale past its age, and never used', async () => {
    let away = false
    const { login, clock } = worldOf({
      policy: [riskScore({ atLeast: 70, onUnknown: 'deny' })],
      signals: {
        risk: {
          maxAge: '1m',
          read: () => {
            if (away) throw new Error('away')
            return 10
          },
        },
      },
    })
    const alice = await login()
    away = true
    clock.advance(60_000)
    expect(await alice.answer('GET', '/')).toBe('continue')
    clock.advance(1)
    expect(await alice.answer('GET', '/')).toBe('403 risk.unknown')
    clock.set(clock.now() - 61_001)
    expect(await alice.answer('GET', '/')).toBe('403 risk.unknown')
  })

  it('has its last decision observed once a request, whatever observing does', async () => {
    const seen: string[] = []
    const { login } = worldOf({
      pages,
      policy: [() => downgrade('test.low', 'read-only')],
      signals: {
        risk: {
          read: () => 0,
          observe: (decision) => {
            seen.push(decision.outcome)
            throw new Error('no')
          },
        },
      },
    })
    const alice = await login()
    seen.length = 0
    await alice.visit('GET', '/', { demand: {}, handler: (view) => view.demand({ acr: 'phr' }) })
    expect(seen).toEqual(['step-up'])
  })
})

describe('a credential that cannot be checked', () => {
  it.each<[string, () => Verified | Promise<Verified>]>([
    ['throws', fails[0]?.[1] as () => never],
    ['throws undefined', fails[1]?.[1] as () => never],
    ['rejects with undefined', () => Promise.reject(undefined)],
    ['never settles', () => new Promise(() => undefined)],
  ])('and %s is a 503, on essential paths too', async (_name, verify) => {
    const option: CredentialOption = {
      name: 'test',
      issues: [],
      build: () => ({ name: 'test', maxLifeMs: 1_000, elevation: 'none', scheme: 'Bearer', verify }),
    }
    const { client, clock } = worldOf({ pages, credentials: [option] })
    for (const path of ['/', '/login']) {
      const answer = client().answer('GET', path)
      await settled()
      clock.advance(5_000)
      expect(await answer).toBe('503 fault.credential')
    }
  })
})

describe('a tenant that cannot be told', () => {
  it.each([...fails.slice(0, 4), ['answers nothing', () => '']])('and %s is a 503', async (_name, tenant) => {
    const { client } = worldOf({ tenant: tenant as never })
    expect(await client().answer('GET', '/')).toBe('503 fault.tenant')
  })
})
