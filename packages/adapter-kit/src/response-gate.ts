import { type Refusal, type RequestListener, systemClock, type TrustRefusal, type TrustRequest } from '@retrust/core'
import { type GatedCalls, gateHead, gateSending, onClosed } from './gated-response.ts'
import { GuardedRequest } from './guarded-request.ts'
import { appendCookies, type HeadArguments, takeHeaders } from './head-arguments.ts'
import { callBack, HeldCalls } from './held-calls.ts'
import type { NodeResponse } from './node-exchange.ts'
import { RefusalAnswer } from './refusal-answer.ts'

// How long an application that was refused, or whose trust ended, may take to end its answer by itself.
const GRACE_MS = 1_000

/**
 * Stands between an application and its Node response: puts cookies on the head, holds the answer while a demand is under
 * way, and once something was refused lets the refusal out and nothing else.
 *
 * Only `writeHead` is replaced for every request. The rest follows when a handler asks for its view, since only then can
 * a demand be made or a stream be ended.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { factsFromNode, ResponseGate, TrustedProxies } from '@retrust/adapter-kit'
 * import type { Trust } from '@retrust/core'
 *
 * function serve(trust: Trust) {
 *   const proxies = new TrustedProxies([])
 *   return createServer(async (req, res) => {
 *     const request = trust.open(factsFromNode(req, proxies))
 *     const gate = new ResponseGate(res, req.method === 'HEAD')
 *     gate.guard(request)
 *     const verdict = await request.admit()
 *     if (verdict.kind === 'refuse') gate.refuse(verdict.refusal)
 *     else res.end('hello')
 *   })
 * }
 * ```
 */
export class ResponseGate implements GatedCalls, RequestListener {
  readonly #res: NodeResponse
  readonly #isHead: boolean
  readonly #frameworkHeaders: (() => Headers | undefined) | undefined
  readonly #writeHead: NodeResponse['writeHead']
  /** As it was before any layer above. */
  readonly #endBelow: NodeResponse['end']
  #requests: GuardedRequest | undefined
  #write: NodeResponse['write'] | undefined
  #end: NodeResponse['end'] | undefined
  #flushHeaders: NodeResponse['flushHeaders']
  #held: HeldCalls | undefined
  #answer: RefusalAnswer | undefined
  /** Sends the refusal where the application sends nothing. */
  #overdue: (() => void) | undefined
  #settled = false
  /** Whether the end of the response is heard of. */
  #followed = false
  /** The refusal is being written: the calls come from below us. */
  #sending = false
  /** Ended or cut: what the application still writes goes nowhere. */
  #over = false

  /** @param frameworkHeaders - what the framework will send besides the response's own headers. */
  constructor(res: NodeResponse, isHead: boolean, frameworkHeaders?: () => Headers | undefined) {
    this.#res = res
    this.#isHead = isHead
    this.#frameworkHeaders = frameworkHeaders
    this.#writeHead = res.writeHead
    this.#endBelow = res.end
    gateHead(res, this)
  }

  /** A request that this response answers. There are several where several engines judge. */
  guard(request: TrustRequest): void {
    this.#requests = new GuardedRequest(request, this.#requests)
  }

  /** A view is about to be handed out: from now on demands can be made and trust can end. */
  arm(request: TrustRequest): void {
    if (this.#requests?.arm(request) !== true) return
    this.#takeOver()
    request.listen(this)
    // A handler may ask after its answer went out, or after its client left: nobody would tell of the end then.
    if (this.#res.destroyed === true || this.#res.writableFinished === true) request.closed()
    else if (!this.#followed) {
      this.#followed = true
      onClosed(this.#res, this)
    }
  }

  /** From now on the response sends this refusal, with the headers set so far: at the next call that sends, or soon. */
  refuse(refusal: Refusal): void {
    if (this.#answer !== undefined || this.#over) return
    if (this.#res.headersSent) {
      this.#cut()
      return
    }
    this.#takeOver()
    const held = this.#held
    this.#held = undefined
    this.#answer = new RefusalAnswer(this.#res, refusal, this.#frameworkHeaders?.())
    // After: a head that waited is part of the answer that must not go out.
    held?.drop(this.#res)
    if (held === undefined) this.#overdue = later(() => this.send())
    else this.send()
  }

  /** Sends the refusal now. */
  send(): void {
    const answer = this.#answer
    if (answer === undefined || answer.begun) return
    answer.begun = true
    // It would hold the request for its time, and anybody can be refused as often as he likes.
    this.#overdue?.()
    if (this.#res.destroyed === true) return
    answer.putHead(this.#res, false)
    this.#sending = true
    try {
      this.#end?.apply(this.#res, this.#isHead || answer.refusal.body === '' ? [] : [answer.refusal.body])
    } finally {
      this.#sending = false
      swallowHeaderCalls(this.#res)
    }
  }

  /** Trust ended: so does the answer. */
  abort({ refusal }: TrustRefusal): void {
    if (this.#over || this.#answer !== undefined) return
    const res = this.#res
    if (!res.headersSent) {
      this.refuse(refusal)
      return
    }
    this.#over = true
    if (!res.writableEnded) this.#end?.apply(res, [])
    // A declared length that is not reached would leave the client waiting for the rest.
    if (res.chunkedEncoding === false) this.#cut()
    else later(() => this.#cut())
  }

  // What stands in the place of the response's own calls.

  onHead(args: HeadArguments): unknown {
    const res = this.#res
    const answer = this.#answer
    if (answer === undefined) {
      if (this.#over) return res
      if (this.#mustHold()) return this.#hold(() => this.onHead(args), [], args)
      return this.#callWriteHead(this.#settle(args))
    }
    if (res.headersSent) return res
    if (!answer.begun) {
      takeHeaders(res, args)
      this.#sendInstead(args[0])
      return res
    }
    // Layers above may have changed the head since it was put; layers below add their cookies after us.
    answer.putHead(res, this.#end !== this.#endBelow)
    return this.#callWriteHead(this.#settle([answer.refusal.status]))
  }

  /** The head goes out: the engine hears its status, and its cookies join those of the application. */
  #settle(args: HeadArguments): HeadArguments {
    const isInterim = args[0] < 200 && args[0] !== 101
    if (this.#settled || isInterim) return args
    this.#settled = true
    const cookies = this.#requests?.settle(args[0]) ?? []
    if (cookies.length === 0) return args
    const rest = takeHeaders(this.#res, args)
    appendCookies(this.#res, cookies)
    return rest
  }

  #callWriteHead(args: HeadArguments): unknown {
    return args.length === 1 ? this.#writeHead.call(this.#res, args[0]) : this.#writeHead.apply(this.#res, [...args])
  }

  onWrite(args: readonly unknown[]): boolean {
    return this.#onSend(() => this.#write?.apply(this.#res, args as [unknown]) ?? true, args, true, false)
  }

  onEnd(args: readonly unknown[]): unknown {
    return this.#onSend(() => this.#end?.apply(this.#res, [...args]), args, this.#res, this.#res)
  }

  onFlush(): unknown {
    return this.#onSend(() => this.#flushHeaders?.apply(this.#res), [], undefined, undefined)
  }

  onClose(): void {
    this.#requests?.closed()
  }

  #takeOver(): void {
    if (this.#end !== undefined) return
    const res = this.#res
    this.#write = res.write
    this.#end = res.end
    this.#flushHeaders = res.flushHeaders
    gateSending(res, this)
  }

  /** A call that sends: it goes through, waits for a demand under way, or brings the refusal out in its place. */
  #onSend<T>(run: () => T, args: readonly unknown[], swallowed: T, held: T): T {
    if (this.#sending) return run()
    if (this.#answer === undefined && !this.#over) {
      if (!this.#mustHold()) return run()
      this.#hold(run, args)
      return held
    }
    this.#sendInstead(this.#res.statusCode)
    callBack(args)
    return swallowed
  }

  #sendInstead(status: number): void {
    const answer = this.#answer
    if (answer === undefined || answer.begun) return
    if (status < 400 && status !== answer.refusal.status) this.#requests?.ignored()
    this.send()
  }

  #mustHold(): boolean {
    return this.#held !== undefined || this.#requests?.pending() !== undefined
  }

  #hold(run: () => unknown, args: readonly unknown[], head?: HeadArguments): NodeResponse {
    if (this.#held === undefined) {
      this.#held = new HeldCalls()
      void this.#replayWhenMet()
    }
    this.#held.add({ run, args, head })
    return this.#res
  }

  async #replayWhenMet(): Promise<void> {
    for (let wait = this.#requests?.pending(); wait !== undefined; wait = this.#requests?.pending()) await wait
    const held = this.#held
    this.#held = undefined
    try {
      held?.replay()
      this.#res.emit('drain')
    } catch (error) {
      // It would have been thrown into the application's own call, which is over.
      this.#res.destroy?.(error as Error)
    }
  }

  #cut(): void {
    this.#over = true
    if (this.#res.writableFinished !== true) this.#res.destroy?.()
  }
}

/** Answers a function that calls it off. */
function later(run: () => void): () => void {
  return systemClock.after(GRACE_MS, run)
}

const HEADER_CALLS = [
  'setHeader',
  'setHeaders',
  'appendHeader',
  'removeHeader',
  'addTrailers',
  'writeContinue',
] as const

/** After the head is gone these would throw into an application that does not know it was refused. */
function swallowHeaderCalls(res: NodeResponse): void {
  for (const name of HEADER_CALLS) {
    const call = (res as unknown as Record<string, ((...args: unknown[]) => unknown) | undefined>)[name]
    if (call === undefined) continue
    Object.defineProperty(res, name, {
      configurable: true,
      writable: true,
      value: (...args: unknown[]) => (res.headersSent ? res : call.apply(res, args)),
    })
  }
}
