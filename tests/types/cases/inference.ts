import {
  type Authentication,
  cookieSession,
  createTrust,
  deny,
  downgrade,
  memoryStore,
  presets,
  type Rule,
  type RuleFunction,
  rule,
  type Signal,
  type SignalSource,
  type SignalsOf,
  type Situation,
  stepUp,
  type TrustOptions,
} from '@retrust/core'
import * as rules from '@retrust/core/rules'
import { judge } from '@retrust/core/testing'
import { isExactly } from './is-exactly.ts'

const store = memoryStore()
const credentials = [cookieSession()]

/** Signals, acr values and actions are those of the options, inside rules that are written into the policy. */
createTrust({
  store,
  credentials,
  acrOrder: ['low', 'high'],
  actions: { export: { sensitive: true }, 'payee.add': {} },
  signals: {
    deviceHealth: async (_context, session) => (session.subject.id === 'a' ? 'healthy' : 'poor') as 'healthy' | 'poor',
    score: { maxAge: '1m', read: (context) => context.now },
  },
  policy: [
    ...presets.balanced(),
    ...presets.balanced({ riskScore: { lifts: 'high' } }),
    rules.riskScore({ atLeast: 80, lifts: 'high' }),
    rules.sensitivity({ acr: 'high' }),
    ({ signals, session, action, acrOrder }) => {
      isExactly<typeof signals.deviceHealth, Signal<'healthy' | 'poor'>>()
      isExactly<typeof signals.score.value, number | undefined>()
      isExactly<typeof signals.risk, Signal>()
      isExactly<typeof session.authentications, readonly Authentication<'low' | 'high'>[]>()
      isExactly<typeof action.name, 'export' | 'payee.add' | undefined>()
      isExactly<typeof acrOrder, readonly ('low' | 'high')[]>()
      // @ts-expect-error there is no such signal
      if (signals.deviceHelth.value === 'poor') return deny('x')
      // @ts-expect-error the source never answers that
      if (signals.deviceHealth.value === 'sick') return deny('x')
      // @ts-expect-error there is no such acr
      if (session.authentications[0]?.acr === 'mfa') return deny('x')
      // @ts-expect-error there is no such action
      if (action.name === 'exprt') return deny('x')
      return signals.deviceHealth.value === 'poor' ? downgrade('device.poor', 'read-only') : undefined
    },
    rule({ name: 'mine', lifts: 'high' }, ({ signals, action }) => {
      isExactly<typeof signals.deviceHealth, Signal<'healthy' | 'poor'>>()
      isExactly<typeof action.name, 'export' | 'payee.add' | undefined>()
      return action.name === 'payee.add' ? stepUp('payee.proof') : undefined
    }),
  ],
})

/** An acr that the engine does not rank is no acr of its rules. */
createTrust({
  store,
  credentials,
  acrOrder: ['low', 'high'],
  policy: [
    // @ts-expect-error "mfa" is not in acrOrder
    rules.riskScore({ atLeast: 80, lifts: 'mfa' }),
  ],
})
createTrust({
  store,
  credentials,
  acrOrder: ['low', 'high'],
  policy: [
    // @ts-expect-error "mfa" is not in acrOrder
    rule({ lifts: 'mfa' }, () => undefined),
  ],
})
createTrust({
  store,
  credentials,
  // @ts-expect-error "hgh" is not in acrOrder
  policy: [...presets.balanced({ tokenAge: { lifts: 'hgh' } })],
})

/** Without acrOrder the default's. */
createTrust({
  store,
  credentials,
  policy: [
    rules.riskScore({ atLeast: 80, lifts: 'phr' }),
    ({ session }) => {
      isExactly<(typeof session.authentications)[number]['acr'], 'pwd' | 'mfa' | 'phr'>()
      return undefined
    },
    // @ts-expect-error a rule answers at once
    async () => undefined,
  ],
})

/** What was written elsewhere, without knowing an engine, fits into each. */
const anywhere: RuleFunction = ({ signals, session }) => {
  isExactly<typeof signals.fraud, Signal | undefined>()
  isExactly<(typeof session.authentications)[number]['acr'], string>()
  return signals.fraud?.value === true ? deny('fraud') : undefined
}
const ours: Rule = rules.riskScore({ atLeast: 80 })
const list: readonly (Rule | RuleFunction)[] = [anywhere, ours, ...presets.balanced()]
createTrust({ store, credentials, acrOrder: ['one'], signals: { x: () => 1 }, policy: [anywhere, ours, ...list] })
judge(list, { signals: { risk: 85 } })

/** A rule of one's own for a certain engine says what it reads. */
interface Sources {
  readonly posture: SignalSource<'good' | 'bad'>
}
type Mine = Situation<SignalsOf<Sources>, 'pwd' | 'mfa', 'pay'>
const mine = ({ signals, action }: Mine) =>
  action.name === 'pay' && signals.posture.value === 'bad' ? deny('posture.bad') : undefined
const posture: SignalSource<'good' | 'bad'> = { read: () => 'good' }
createTrust({
  store,
  credentials,
  acrOrder: ['pwd', 'mfa'],
  actions: { pay: {} },
  signals: { posture },
  policy: [mine],
})
createTrust({
  store,
  credentials,
  // @ts-expect-error it reads a signal that this engine does not have
  policy: [mine],
})

/** Options that were put together elsewhere are taken as they are. */
export const together: TrustOptions = { store, credentials, policy: list, signals: { posture } }
createTrust(together)
createTrust({ ...together, acrOrder: ['pwd', 'mfa'] })

// @ts-expect-error there is no such option
createTrust({ store, credentials, policy: [], acrordr: [] })
