import { Audit } from './audit/record-decision.ts'
import { ChangeLog } from './changes/change-log.ts'
import { followChanges } from './changes/follow-changes.ts'
import { lift, report, revoke } from './changes/revoke.ts'
import { checkOptions, DEFAULT_ACR_ORDER } from './check-options.ts'
import { systemClock } from './clock.ts'
import { ActionCatalogue } from './context/action.ts'
import { KeyedNames } from './context/keyed-names.ts'
import { AcrOrder } from './decision/acr-order.ts'
import { milliseconds } from './duration.ts'
import { LocalChanges } from './enforcement/local-changes.ts'
import type { Engine } from './engine.ts'
import { OptionsError } from './errors.ts'
import { Events } from './events.ts'
import { isPromise } from './ready.ts'
import { RequestTrust } from './request/request-trust.ts'
import { Streams } from './request/streams.ts'
import { compilePolicy } from './rules/custom-rule.ts'
import { listSessions } from './session/list-sessions.ts'
import { RecentSessions } from './session/recent-sessions.ts'
import type { SignalReach } from './signals/signal.ts'
import { SignalNames } from './signals/signal-names.ts'
import { CompiledSource } from './signals/signal-source.ts'
import { checkedStore } from './store/checked-store.ts'
import type { Trust } from './trust.ts'
import type { ActionNames, SignalSources, TrustOptions } from './trust-options.ts'

/** Signals that have a name of their own: they may be reported without being declared. */
const STANDARD_SIGNALS = ['risk', 'place', 'deviceHealth']

/**
 * Builds the engine. Options are checked and resolved here, once; the request path asks none of them again.
 *
 * @throws {OptionsError} with everything that is wrong, the path to each and its mend.
 * @example
 * ```ts
 * import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
 *
 * const trust = createTrust({
 *   store: memoryStore(),
 *   credentials: [cookieSession({ absolute: '12h', idle: '30m' })],
 *   policy: presets.balanced(),
 *   pages: { login: '/login', logout: '/logout', stepUp: '/confirm' },
 * })
 * await trust.revoke({ subject: { id: 'alice' } }, { reason: 'offboarded' })
 * ```
 */
export function createTrust<
  const Sources extends SignalSources = Record<never, never>,
  const Acr extends string = 'pwd' | 'mfa' | 'phr',
  const Actions extends ActionNames = Record<never, never>,
>(options: TrustOptions<Sources, Acr, Actions>): Trust {
  // What was inferred is for whoever writes the options; from here on they are read as they are.
  const engine = buildEngine(options as unknown as TrustOptions)
  const streams = new Streams(engine, milliseconds(options.checkEvery ?? '30s'))
  const following = followChanges(engine)
  Object.assign(engine, { notReady: () => following.notReady })

  return Object.freeze<Trust>({
    settings: Object.freeze({ trustedProxies: options.trustedProxies ?? [] }),
    open: (facts, exchange) => new RequestTrust(engine, streams, facts, exchange),
    revoke: (target, why) => revoke(engine, target, why),
    report: (target, signals, how) => report(engine, target, signals, how?.maxAge),
    lift: (target, code) => lift(engine, target, code),
    sessions: (of) => listSessions(engine, of),
    on: (event, listener) => engine.events.on(event, listener),
    async close() {
      following.stop()
      streams.close()
      engine.localChanges.stop()
      await engine.store.close()
    },
  })
}

function buildEngine(options: TrustOptions): Engine {
  const rules = Array.isArray(options?.policy) ? compilePolicy(options.policy) : []
  const issues = checkOptions(options, rules)
  if (issues.length > 0) throw new OptionsError(issues)

  const { pages = {}, tenant } = options
  const store = checkedStore(options.store)
  const clock = options.clock ?? systemClock
  store.start(clock)
  const events = new Events()
  const log = new ChangeLog()
  const names = new KeyedNames(options.secrets)
  const order = new AcrOrder(options.acrOrder ?? DEFAULT_ACR_ORDER)
  const leewayMs = milliseconds(options.clockLeeway ?? '5s')
  const hookTimeoutMs = milliseconds(options.hookTimeout ?? '5s')
  const storeTimeoutMs = milliseconds(options.storeTimeout ?? '2s')
  const credentials = options.credentials.map((one) =>
    one.build({ clock, clockLeewayMs: leewayMs, acrOrder: order.values, names: names.all }),
  )
  const recent = new RecentSessions(milliseconds(options.outage?.lastKnown ?? '0'))
  const sources = Object.entries(options.signals ?? {}).map(
    ([name, source]) =>
      new CompiledSource(name, source, clock, (failed, error) =>
        events.emit('fault', { source: `signal.${failed}`, error }),
      ),
  )
  const signalNames = new Set([
    ...STANDARD_SIGNALS,
    ...sources.map((one) => one.name),
    ...rules.flatMap((one) => one.reads),
  ])

  return {
    clock,
    store,
    log,
    notReady: () => undefined,
    credentials,
    cookie: credentials.find((one) => one.cookie !== undefined)?.cookie,
    secretCookie: credentials.map((one) => one.cookie ?? one.companion).find((one) => one !== undefined),
    scheme: credentials.find((one) => one.scheme !== undefined)?.scheme ?? 'Bearer',
    rules,
    order,
    actions: new ActionCatalogue(new Map(Object.entries(options.actions ?? {})), pages),
    pages,
    demands: new WeakMap(),
    signals: {
      names: new SignalNames(
        [...signalNames],
        new Map<string, SignalReach>(sources.map((one) => [one.name, one.reach])),
      ),
      sources: sources.filter((one) => !one.perAction),
      perAction: sources.filter((one) => one.perAction),
      log,
    },
    names,
    placeSignal: rules.find((one) => one.name === 'travel')?.reads[0] ?? 'place',
    load: { store, log, clock, leewayMs, storeTimeoutMs, recent, names: names.all },
    recent,
    localChanges: new LocalChanges(log, clock, events),
    audit: new Audit(options.audit?.sink, options.audit?.mode ?? 'continue', { events, clock, hookTimeoutMs }),
    events,
    tenantOf: tenant === undefined ? () => '' : tenantName(tenant),
    tenanted: tenant !== undefined,
    trustsProxies: Array.isArray(options.trustedProxies) ? options.trustedProxies.length > 0 : !!options.trustedProxies,
    leewayMs,
    hookTimeoutMs,
    storeTimeoutMs,
    maxLifeMs: Math.max(...credentials.map((one) => one.maxLifeMs)),
  }
}

/** A tenant that is no name belongs to nobody: the request is refused rather than judged under another's. */
function tenantName(tenant: NonNullable<TrustOptions['tenant']>): Engine['tenantOf'] {
  return (facts) => {
    const name: unknown = tenant(facts)
    // Not waited for: a tenant is told by the request alone. Its failure is ours to hear, not the process's.
    if (isPromise(name)) name.catch(() => undefined)
    if (typeof name !== 'string' || name === '') throw new TypeError('the `tenant` option answered no name')
    return name
  }
}
