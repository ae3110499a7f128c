import type { Step } from '@retrust/adapter-kit'
import type { MaybePromise, Trust } from '@retrust/core'
import { isPromise } from '@retrust/core'
import { express } from './express-adapter.ts'
import type { ExpressRequest, Next, TrustMiddleware } from './express-exchange.ts'
import { fail } from './fail.ts'

/**
 * Judges every request that passes. Mount it before the routes, after layers that override the method.
 *
 * @example
 * ```ts
 * import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
 * import { retrust } from '@retrust/express'
 * import express from 'express'
 *
 * const trust = createTrust({
 *   store: memoryStore(),
 *   credentials: [cookieSession({ absolute: '12h', idle: '30m' })],
 *   policy: presets.balanced(),
 * })
 * const app = express()
 * app.use(retrust(trust))
 * ```
 */
export function retrust(trust: Trust): TrustMiddleware {
  return middleware(express.retrust(trust))
}

/** Wraps a step into Express's shape. `next` is called in the same turn where the engine answers at once. */
export function middleware(run: (req: ExpressRequest) => MaybePromise<Step>): TrustMiddleware {
  return function retrustMiddleware(req, _res, next) {
    const step = run(req)
    if (!isPromise(step)) return goOn(step, next)
    // Not one chain: an error that a later layer throws must not come back here as ours.
    step.then(
      (answer) => goOn(answer, next),
      (error) => fail(next, error),
    )
  }
}

function goOn(step: Step, next: Next): void {
  if (step === 'continue') next()
}
