import { within } from '../deadline.ts'
import type { Decision } from '../decision/decision.ts'
import type { Demand } from '../decision/demand.ts'
import type { Engine } from '../engine.ts'
import { MisuseError } from '../errors.ts'
import { type MaybePromise, orElse, whenReady } from '../ready.ts'
import { NOT_FOR_OTHERS } from '../refusal/problem.ts'
import type { Refusal } from '../refusal/refusal.ts'
import type { DemandFunction, DemandHooks } from '../trust.ts'

type Asking = Pick<Engine, 'clock' | 'hookTimeoutMs' | 'events'>

const ANY_SESSION: Demand = Object.freeze({})

/** A demand as a route has it: written down, or computed from the request. Undefined means that it could not be computed. */
export function askDemand(
  engine: Asking,
  demand: Demand | DemandFunction | undefined,
): MaybePromise<Demand | undefined> {
  if (typeof demand !== 'function') return demand ?? ANY_SESSION
  const late = () => new Error('the demand function did not answer in time')
  return orElse<Demand | undefined, undefined>(
    () =>
      whenReady(within(engine.clock, engine.hookTimeoutMs, demand(), late), (answer) => {
        if (answer !== undefined && answer !== null) return answer
        throw new MisuseError('The demand function answered nothing', 'Return a demand; {} asks for any live session')
      }),
    (error) => {
      engine.events.emit('fault', { source: 'demand', error })
      return undefined
    },
  )
}

/** A demand of a route or a controller, and what the application says about its refusal. */
export interface Asked {
  readonly demand: Demand
  readonly hooks: DemandHooks | undefined
}

/** The application's say in a step-up: it may replace the refusal. An error in it leaves the refusal, and is reported. */
export function askOnStepUp(
  engine: Asking,
  { demand, hooks }: Asked,
  refusal: Refusal,
  decision: Decision,
): MaybePromise<Refusal> {
  const hook = hooks?.onStepUp
  if (hook === undefined || decision.outcome !== 'step-up') return refusal
  const late = () => new Error('onStepUp did not answer in time')
  return orElse<Refusal, Refusal>(
    () =>
      whenReady(within(engine.clock, engine.hookTimeoutMs, hook({ refusal, decision, demand }), late), (replaced) => {
        if (replaced === undefined || replaced === null) return refusal
        if (canBeSent(replaced)) return { ...replaced, headers: { ...NOT_FOR_OTHERS, ...replaced.headers } }
        throw new MisuseError(
          'onStepUp answered no refusal, or one that no server can send',
          'Return the `refusal` of problemRefusal(), or nothing; encode what goes into a header',
        )
      }),
    (error) => {
      engine.events.emit('fault', { source: 'hook.onStepUp', error })
      return refusal
    },
  )
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// Printable, and no line break: a server would throw over anything else, after the request was let go.
const VALUE = /^[\t\x20-\x7E\x80-\xFF]*$/

function canBeSent({ status, code, headers, body }: Refusal): boolean {
  if (!Number.isInteger(status) || status < 300 || status > 599 || typeof code !== 'string') return false
  if (typeof body !== 'string' || typeof headers !== 'object' || headers === null) return false
  return Object.entries(headers).every(([name, value]) => NAME.test(name) && VALUE.test(value))
}
