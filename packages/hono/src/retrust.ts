import { FetchGate, factsFromFetch, type Step } from '@retrust/adapter-kit'
import { isPromise, type Trust } from '@retrust/core'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { hono, readHonoFacts } from './hono-adapter.ts'
import { nodeUnderneath } from './hono-exchange.ts'
import { holdStatus } from './response-slot.ts'

/** What only the operator knows, on platforms other than Node. */
export interface RetrustOptions {
  /** Where this application hangs, if `app.mount` cut the prefix off its requests: `'/api'`. Node needs no telling. */
  readonly mountedAt?: string | undefined
  /** The address of the connection, for instance `(c) => getConnInfo(c).remote.address`. Without it: unknown. */
  readonly remoteAddress?: ((c: Context) => string | undefined) | undefined
}

/**
 * Judges every request that passes. Mount it before the routes, after layers that override the method.
 *
 * @example
 * ```ts
 * import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
 * import { retrust } from '@retrust/hono'
 * import { Hono } from 'hono'
 *
 * const trust = createTrust({
 *   store: memoryStore(),
 *   credentials: [cookieSession({ absolute: '12h', idle: '30m' })],
 *   policy: presets.balanced(),
 * })
 * const app = new Hono()
 * app.use(retrust(trust))
 * ```
 */
export function retrust(trust: Trust, options: RetrustOptions = {}): MiddlewareHandler {
  const admit = hono.retrust(trust, readWith(options))
  return async function retrustMiddleware(c: Context, next) {
    const step = admit(c)
    const answer = isPromise(step) ? await step : step
    const gate = hono.gateOf(c)
    if (!(gate instanceof FetchGate)) return goOn(answer, next)
    gate.enter()
    let thrown: { readonly error: unknown } | undefined
    try {
      await Promise.race([goOn(answer, next), gate.overdue])
    } catch (error) {
      thrown = { error }
    }
    await gate.finish()
    if (gate.refusal !== undefined) holdStatus(c, gate.refusal.status)
    else if (thrown !== undefined) throw thrown.error
  }
}

async function goOn(step: Step, next: Next): Promise<void> {
  if (step === 'continue') await next()
}

function readWith({ mountedAt = '', remoteAddress }: RetrustOptions): typeof readHonoFacts {
  return (c, proxies) => {
    if (nodeUnderneath(c) !== undefined || (mountedAt === '' && remoteAddress === undefined))
      return readHonoFacts(c, proxies)
    return factsFromFetch(c.req.raw, proxies, { prefix: mountedAt, remoteAddress: remoteAddress?.(c as Context) })
  }
}
