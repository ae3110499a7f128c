import { memoryStore, type RuleFunction, rule, type Store, type TrustOptions } from '@retrust/core'
import type { Route } from './app-plan.ts'
import type { FaultyHook } from './faulty-hook.ts'

/** Where a hook hangs, and what is declared for when it fails. */
export interface HookCase {
  readonly name: string
  readonly options?: ((hook: FaultyHook) => Partial<TrustOptions>) | undefined
  readonly demand?: (hook: FaultyHook) => Route['demand']
  readonly status: number
  readonly code?: string | undefined
}

const asked: RuleFunction = ({ signals }) => void signals.geo?.state

export const hookCases: readonly HookCase[] = [
  {
    name: 'a signal source that a strict rule reads',
    options: (hook) => ({ signals: { geo: () => hook.call(() => 1) }, policy: [rule({ onUnknown: 'deny' }, asked)] }),
    status: 403,
  },
  {
    name: 'a custom rule',
    options: (hook) => ({ policy: [() => hook.call(() => undefined)] }),
    status: 503,
    code: 'fault.policy',
  },
  { name: 'tenant', options: (hook) => ({ tenant: () => hook.call(() => 'bank') }), status: 503, code: 'fault.tenant' },
  {
    name: 'an audit sink',
    options: (hook) => ({ audit: { sink: () => hook.call(() => undefined) } }),
    status: 200,
  },
  {
    name: 'an audit sink that is required',
    options: (hook) => ({ audit: { sink: () => hook.call(() => undefined), mode: 'required' } }),
    status: 503,
    code: 'fault.audit',
  },
  {
    name: 'onStepUp',
    demand: (hook) => ({ acr: 'mfa', onStepUp: () => hook.call(() => undefined) }),
    status: 401,
    code: 'demand.acr',
  },
  { name: 'a demand function', demand: (hook) => () => hook.call(() => ({})), status: 503, code: 'fault.policy' },
  { name: 'a store', options: (hook) => ({ store: readingWith(hook) }), status: 503, code: 'fault.store' },
]

function readingWith(hook: FaultyHook): Store {
  const store = memoryStore()
  const read = store.sessions.read.bind(store.sessions)
  store.sessions.read = (asked) => hook.call(() => read(asked))
  return store
}
