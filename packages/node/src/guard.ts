import { answerFailure, type NodeRequest, type NodeResponse, type Step } from '@retrust/adapter-kit'
import { isPromise, type MaybePromise } from '@retrust/core'
import { type Handler, NodeExchange, type TrustListener, type TrustMiddleware } from './node-exchange.ts'

/** Wraps a step into a middleware. `next` is called in the same turn where the engine answers at once. */
export function middleware(run: (exchange: NodeExchange) => MaybePromise<Step>): TrustMiddleware {
  return function retrustMiddleware(req, res, next) {
    // Never next(error): a `next` that takes no argument, `() => handler(req, res)`, would let the request pass.
    const fail = (error: unknown) => answerFailure(res, error)
    const goOn = (answer: Step) => (answer === 'continue' ? next() : undefined)
    let step: MaybePromise<Step>
    try {
      step = run(new NodeExchange(req, res))
    } catch (error) {
      return fail(error)
    }
    return isPromise(step) ? step.then(goOn, fail) : goOn(step)
  }
}

/** Closes a middleware with a handler: nobody above it would hear of an error. */
export function listener<Req extends NodeRequest, Res extends NodeResponse>(
  guard: TrustMiddleware,
  handle: Handler<Req, Res>,
): TrustListener<Req, Res> {
  return async function retrustListener(req, res) {
    try {
      await guard(req, res, () => handle(req, res))
    } catch (error) {
      answerFailure(res, error)
    }
  }
}
