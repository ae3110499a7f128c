import { deny, downgrade, presets, type Rule, type RuleFunction, rule, stepUp, terminate } from '@retrust/core'
import {
  actionChange,
  deviceChange,
  networkChange,
  newPresenter,
  riskScore,
  sensitivity,
  tokenAge,
  travel,
  workingHours,
} from '@retrust/core/rules'
import fc from 'fast-check'

const OURS = {
  actionChange,
  deviceChange,
  networkChange,
  newPresenter,
  riskScore,
  sensitivity,
  tokenAge,
  travel,
  workingHours,
}

/**
 * A policy as plain data, so that a counterexample can be read: a preset with what replaces its options, our rules with
 * theirs, and rules of one's own.
 */
export interface Plan {
  readonly balanced: Parameters<typeof presets.balanced>[0] | undefined
  readonly ours: readonly (readonly [name: keyof typeof OURS, options: object])[]
  readonly own: readonly OwnRule[]
}

interface OwnRule {
  readonly when: keyof typeof CONDITIONS
  readonly does: keyof typeof VERDICTS
  readonly holds: 'request' | 'session' | 'subject'
  readonly onUnknown: 'allow' | 'step-up' | 'deny'
  readonly reportOnly: boolean
  /** A bare function, as users write it, instead of `rule({ … }, f)`. */
  readonly bare: boolean
}

/** Each is worse when it is true, and none turns false when something known gets worse. */
const CONDITIONS = {
  'risk over 50': ({ signals }) => (signals.risk.value as number) > 50,
  'device is poor': ({ signals }) => signals.deviceHealth.value === 'poor',
  'presenter is new': ({ presenter }) => presenter.state === 'new',
  'action is export': ({ action }) => action.name === 'export',
  'it writes': ({ action }) => action.access === 'write',
  'network is new': ({ context, session }) =>
    !context.networkNames.some((name) => session.baseline.networks.includes(name)),
} satisfies Record<string, (situation: Parameters<RuleFunction>[0]) => boolean>

const VERDICTS = {
  deny,
  'step-up': stepUp,
  terminate,
  limited: (code: string) => downgrade(code, 'limited'),
  'read-only': (code: string) => downgrade(code, 'read-only'),
}

/** The rules of a plan, built anew. */
export function policyOf({ balanced, ours, own }: Plan): (Rule | RuleFunction)[] {
  return [
    ...(balanced === undefined ? [] : presets.balanced(balanced)),
    ...ours.map(([name, options]) => (OURS[name] as (options: object) => Rule)(options)),
    ...own.map(ownRule),
  ]
}

function ownRule({ when, does, bare, ...options }: OwnRule): Rule | RuleFunction {
  const code = `own.${when.replaceAll(' ', '-')}`
  const run: RuleFunction = (situation) => (CONDITIONS[when](situation) ? VERDICTS[does](code) : undefined)
  return bare ? run : rule({ name: code, ...options }, run)
}

/** Nothing beside what a story has by itself: most of what is asked is then let in, which is where a law can be broken. */
export const NO_RULES: Plan = { balanced: undefined, ours: [], own: [] }

/** How often policies end sessions: rarely in stories, which would be over at once. */
export interface Plans {
  readonly terminate: boolean
  readonly own?: boolean
}

/** Random policies: any subset of our rules with any of their options, the preset, and rules of one's own. */
export function plans({ terminate, own = true }: Plans): fc.Arbitrary<Plan> {
  const outcomes = ['allow', 'downgrade', 'step-up', 'deny', ...(terminate ? ['terminate'] : [])]
  const outcome = fc.constantFrom(...outcomes)
  const duration = fc.constantFrom('0', '1m', '10m', '1h')
  const some = <T>(parts: Record<string, fc.Arbitrary<unknown>>, required: readonly string[] = []) =>
    fc.record(parts, { requiredKeys: [...required] }) as unknown as fc.Arbitrary<T>
  const general = {
    decide: outcome,
    to: fc.constantFrom('limited', 'read-only'),
    lifts: fc.constantFrom('pwd', 'mfa'),
    answeredFor: duration,
    onUnknown: outcome,
    workload: fc.constantFrom(...outcomes.filter((one) => one !== 'step-up')),
    reportOnly: fc.boolean(),
  }
  const { lifts: _, ...withoutLifts } = general
  const score = { ...general, atLeast: fc.integer({ min: 1, max: 100 }) }
  const risk = fc.oneof(
    some<object>({ ...score, holds: fc.constantFrom('request', 'subject'), onUnreported: outcome }, ['atLeast']),
    some<object>({ ...score, lifts: fc.constant('pwd'), holds: fc.constant('session') }, ['atLeast', 'holds']),
  )
  const rule = <N extends keyof typeof OURS>(name: N, options: fc.Arbitrary<object>) =>
    options.map((one): Plan['ours'][number] => [name, one])
  const ours = fc.oneof(
    { weight: 3, arbitrary: rule('riskScore', risk) },
    rule('newPresenter', some(general)),
    rule('networkChange', some(general)),
    rule('deviceChange', some(general)),
    rule('travel', some({ ...general, fasterThan: fc.integer({ min: 1, max: 2_000 }) })),
    rule('tokenAge', some({ ...general, atLeast: fc.constantFrom('5m', '1h', '12h') }, ['atLeast'])),
    rule('sensitivity', some({ ...withoutLifts, maxAge: fc.constantFrom('1m', '1h'), acr: general.lifts })),
    rule(
      'actionChange',
      some({ ...general, freshFor: duration, rises: fc.subarray(['sensitivity', 'write', 'kind'], { minLength: 1 }) }),
    ),
    rule(
      'workingHours',
      fc.constantFrom('09:00', '09:30', '18:00').map((to) => ({ zone: 'UTC', days: 'Mon', from: '06:00', to })),
    ),
  )
  const balanced = some<NonNullable<Plan['balanced']>>({
    newPresenter: fc.constant(false),
    networkChange: fc.oneof(fc.constant(false), some(general)),
    deviceChange: fc.constant(false),
    riskScore: fc.record({ atLeast: fc.integer({ min: 1, max: 100 }) }),
    tokenAge: fc.constantFrom(false, { atLeast: '10m' }),
    sensitivity: fc.constantFrom(false, { acr: 'mfa' }),
    actionChange: fc.constant(false),
  })
  const verdicts = Object.keys(VERDICTS) as (keyof typeof VERDICTS)[]
  const mine = fc.record({
    when: fc.constantFrom(...(Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[])),
    does: fc.constantFrom(...verdicts.filter((one) => terminate || one !== 'terminate')),
    holds: fc.constantFrom('request' as const, 'session' as const, 'subject' as const),
    onUnknown: fc.constantFrom('allow' as const, 'step-up' as const, 'deny' as const),
    reportOnly: fc.boolean(),
    bare: fc.boolean(),
  })
  return fc.record({
    balanced: fc.option(balanced, { nil: undefined }),
    ours: fc.array(ours, { maxLength: 5 }),
    own: own ? fc.uniqueArray(mine, { maxLength: 3, selector: (one) => one.when }) : fc.constant([]),
  })
}
