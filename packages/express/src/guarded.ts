import type { Request, Response } from 'express'
import type { ExpressRequest, Next } from './express-exchange.ts'
import { fail } from './fail.ts'

// How many guarded handlers are running on a request.
const running: WeakMap<object, number> = new WeakMap()

/**
 * Makes a handler's promise part of Express 4, which knows none: a rejection goes to `next`, so that a refused `demand`
 * ends in the application's own error handling. On Express 5 it is not needed and does no harm. Types of parameters are
 * written down, `(req: Request<{ id: string }>, res) => …`, since Express does not infer them through another function.
 *
 * @example
 * ```ts
 * import { guarded, trustOf } from '@retrust/express'
 * import express from 'express'
 *
 * const app = express()
 * app.post(
 *   '/transfers',
 *   guarded(async (req, res) => {
 *     await trustOf(req).demand({ acr: 'mfa', action: 'transfer' })
 *     res.json({})
 *   }),
 * )
 * ```
 */
export function guarded<Req extends ExpressRequest = Request, Res = Response>(
  handler: (req: Req, res: Res, next: Next) => unknown,
): (req: Req, res: Res, next: Next) => void {
  return function guardedHandler(req, res, next) {
    let isInside = true
    running.set(req, (running.get(req) ?? 0) + 1)
    const leave = () => {
      if (isInside) running.set(req, (running.get(req) ?? 1) - 1)
      isInside = false
    }
    const goOn: Next = (error) => {
      leave()
      next(error)
    }
    run(() => handler(req, res, goOn)).then(leave, (error) => fail(goOn, error))
  }
}

/** Whether what a handler of this request throws will be caught. */
export function isGuarded(req: object): boolean {
  return (running.get(req) ?? 0) > 0
}

async function run(handler: () => unknown): Promise<void> {
  await handler()
}
