import {
  type Demand,
  type DemandFunction,
  type DemandHooks,
  type MaybePromise,
  MisuseError,
  problemRefusal,
  type RequestFacts,
  type Trust,
  type TrustView,
  type Verdict,
  whenReady,
} from '@retrust/core'
import type { Adapter, Gate } from './adapter.ts'
import { Attachment, attach, attachmentOf } from './attachment.ts'
import { proxiesOf } from './client-address.ts'
import { FactsError } from './facts-error.ts'

/** Whether the framework goes on to the next layer, or the response is a refusal already. */
export type Step = 'continue' | 'answered'

/** What a route may demand: the demand itself, or a function that computes it from the request. */
export type RouteDemand<Exchange> =
  | (Demand & DemandHooks)
  | ((exchange: Exchange) => MaybePromise<(Demand & DemandHooks) | undefined>)
  | undefined

/** The three functions of an adapter, before they are wrapped into the framework's own middleware shape. */
export interface BoundAdapter<Exchange, G extends Gate> {
  /** Admission. Answers at once where the engine does: a framework's `next()` is then called in the same turn. */
  retrust(trust: Trust, readFacts?: Adapter<Exchange, G>['readFacts']): (exchange: Exchange) => MaybePromise<Step>
  requireTrust(demand: RouteDemand<Exchange>): (exchange: Exchange) => MaybePromise<Step>
  trustOf(exchange: Exchange): TrustView
  /** What the response of a request is held to; undefined where the request was not attached. */
  gateOf(exchange: Exchange): G | undefined
  /** What belongs to this request. @throws {MisuseError} where `retrust` did not run before. */
  attachmentOf(exchange: Exchange, caller: string): Attachment<G>
}

/**
 * The only code that turns verdicts into framework calls; every adapter shares it.
 *
 * @example
 * ```ts
 * import { type Adapter, bindAdapter } from '@retrust/adapter-kit'
 * import type { Trust } from '@retrust/core'
 *
 * async function admits<Exchange>(adapter: Adapter<Exchange>, trust: Trust, exchange: Exchange): Promise<boolean> {
 *   return (await bindAdapter(adapter).retrust(trust)(exchange)) === 'continue'
 * }
 * ```
 */
export function bindAdapter<Exchange, G extends Gate>(adapter: Adapter<Exchange, G>): BoundAdapter<Exchange, G> {
  const attached = (exchange: Exchange, caller: string): Attachment<G> => {
    const attachment = attachmentOf<G>(adapter.identify(exchange))
    if (attachment !== undefined) return attachment
    throw new MisuseError(
      `${caller} was called on a request that retrust did not see`,
      `Put ${adapter.mount ?? 'app.use(retrust(trust))'} before it in this ${adapter.framework} application, and give the ${adapter.framework} request itself`,
    )
  }

  const apply = (exchange: Exchange, { gate }: Attachment<G>, verdict: Verdict): Step => {
    switch (verdict.kind) {
      case 'continue':
        return 'continue'
      case 'refuse':
        adapter.sendRefusal(exchange, verdict.refusal, gate)
        return 'answered'
    }
  }

  return {
    attachmentOf: attached,
    gateOf: (exchange) => attachmentOf<G>(adapter.identify(exchange))?.gate,
    trustOf(exchange) {
      const { gate, request } = attached(exchange, 'trustOf')
      gate.arm(request)
      return request.view
    },
    retrust(trust, readFacts = adapter.readFacts) {
      const proxies = proxiesOf(trust)
      return (exchange) => {
        const known = attachmentOf<G>(adapter.identify(exchange))
        const before = known?.of(trust)
        // Mounted twice, judged once (a single-use proof would be a replay to the second): the same answer again.
        if (before !== undefined)
          return whenReady(before.request.admit(), (verdict) => apply(exchange, before, verdict))
        adapter.checkProxies?.(exchange, proxies)
        try {
          const facts = readFacts(exchange, proxies)
          const attachment = open(adapter, exchange, trust, facts, known)
          return whenReady(attachment.request.admit(), (verdict) => apply(exchange, attachment, verdict))
        } catch (error) {
          if (!(error instanceof FactsError)) throw error
          adapter.sendRefusal(
            exchange,
            problemRefusal(error.status, error.code, error.message),
            adapter.openGate(exchange),
          )
          return 'answered'
        }
      }
    },
    requireTrust(demand) {
      const stated = typeof demand === 'function' ? undefined : forGood(fixed(demand))
      return (exchange) => {
        const attachment = attached(exchange, 'requireTrust')
        const [asked, hooks] = typeof demand === 'function' ? computed(demand, exchange) : (stated ?? [])
        const verdict = attachment.request.judge(asked, adapter.method(exchange), hooks)
        return whenReady(verdict, (answer) => apply(exchange, attachment, answer))
      }
    },
  }
}

function open<Exchange, G extends Gate>(
  adapter: Adapter<Exchange, G>,
  exchange: Exchange,
  trust: Trust,
  facts: RequestFacts,
  known: Attachment<G> | undefined,
): Attachment<G> {
  const gate = known?.gate ?? adapter.openGate(exchange)
  const attachment = new Attachment(trust, facts, gate, trust.open(facts, exchange), known)
  gate.guard(attachment.request)
  attach(adapter.identify(exchange), attachment)
  return attachment
}

function fixed(demand: (Demand & DemandHooks) | undefined): readonly [Demand | undefined, DemandHooks | undefined] {
  if (demand?.onStepUp === undefined) return [demand, undefined]
  const { onStepUp, ...rest } = demand
  return [rest, { onStepUp }]
}

/** As it is written down where the route is mounted: the engine reads once what cannot change. */
function forGood([demand, hooks]: ReturnType<typeof fixed>): ReturnType<typeof fixed> {
  return [typeof demand === 'object' && demand !== null ? Object.freeze({ ...demand }) : demand, hooks]
}

/** A computed demand brings its own hook, known only once it was computed. */
function computed<Exchange>(
  demand: (exchange: Exchange) => MaybePromise<(Demand & DemandHooks) | undefined>,
  exchange: Exchange,
): readonly [DemandFunction, DemandHooks] {
  let onStepUp: DemandHooks['onStepUp']
  return [
    () =>
      whenReady(demand(exchange), (answer) => {
        onStepUp = answer?.onStepUp
        return answer && fixed(answer)[0]
      }),
    { onStepUp: (stepUp) => onStepUp?.(stepUp) },
  ]
}
