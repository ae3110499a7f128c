import type { HeadArguments } from './head-arguments.ts'
import type { NodeResponse } from './node-exchange.ts'
import { Given } from './private-field.ts'

/** What a gate does in the place of its response's own calls. */
export interface GatedCalls {
  onHead(args: HeadArguments): unknown
  onWrite(args: readonly unknown[]): boolean
  onEnd(args: readonly unknown[]): unknown
  onFlush(): unknown
  onClose(): void
}

class GatedResponse extends Given {
  #calls: GatedCalls

  constructor(res: object, calls: GatedCalls) {
    super(res)
    this.#calls = calls
  }

  static callsOf(res: object): GatedCalls | undefined {
    // A layer may call on an object that was made from the response.
    for (let one: object | null = res; one !== null; one = Object.getPrototypeOf(one))
      if (#calls in one) return one.#calls
    return undefined
  }

  static has(res: object): boolean {
    return #calls in res
  }
}

const callsOf = (res: object): GatedCalls => GatedResponse.callsOf(res) as GatedCalls

/*
 * These stand in the place of a response's own calls. They are the same for all responses and find the gate by themselves:
 * a function made anew for each response, kept in a field of it, makes V8 keep whole requests while code is young, and then
 * take their objects for old ones for good (60 of 110 µs a request on bare Koa).
 */
function writeHead(this: object, ...args: HeadArguments): unknown {
  return callsOf(this).onHead(args)
}
function write(this: object, ...args: unknown[]): boolean {
  return callsOf(this).onWrite(args)
}
function end(this: object, ...args: unknown[]): unknown {
  return callsOf(this).onEnd(args)
}
function flushHeaders(this: object): unknown {
  return callsOf(this).onFlush()
}
function closed(this: object): void {
  callsOf(this).onClose()
}

/** From now on the head of this response is the gate's to send. */
export function gateHead(res: NodeResponse, calls: GatedCalls): void {
  if (GatedResponse.has(res)) {
    // Two frameworks, one in the other, each with a gate of its own: the inner one comes first.
    res.writeHead = (...args) => calls.onHead(args)
    return
  }
  new GatedResponse(res, calls)
  res.writeHead = writeHead
}

/** And so is everything else that sends. */
export function gateSending(res: NodeResponse, calls: GatedCalls): void {
  if (GatedResponse.callsOf(res) === calls) {
    Object.assign(res, { write, end, flushHeaders })
    return
  }
  res.write = (...args) => calls.onWrite(args)
  res.end = (...args) => calls.onEnd(args)
  res.flushHeaders = () => calls.onFlush()
}

/** Tells the gate when the response is over. */
export function onClosed(res: NodeResponse, calls: GatedCalls): void {
  res.on('close', GatedResponse.callsOf(res) === calls ? closed : () => calls.onClose())
}
