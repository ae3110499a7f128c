import {
  MisuseError,
  type Refusal,
  type RequestListener,
  systemClock,
  type TrustRefusal,
  type TrustRequest,
} from '@retrust/core'
import { speaksToCaches } from './cache-headers.ts'
import { endableBody, type StreamEnd } from './endable-body.ts'
import { GuardedRequest } from './guarded-request.ts'
import { joinsRefusal, mergeHeader, outlivesRefusal } from './refusal-headers.ts'

// How long an application that was refused may take to end its answer by itself.
const GRACE_MS = 1_000

/** Where a framework keeps the response that it will send. */
export interface ResponseSlot {
  /** As it stands now, headers that were set for a later one included. */
  current(): Response
  /** A copy of the headers that were set until now. Looking at them changes nothing. */
  headersSoFar(): Headers
  /** Whether the application has given its answer. */
  isGiven(): boolean
  /** Puts another in its place, for good: no header of the one before is merged into it. */
  replace(response: Response): void
}

/**
 * Holds a fetch response to what the engine says, where there is no Node response to stand before. Its work is done in
 * {@link FetchGate.finish}, after the application answered.
 *
 * @example
 * ```ts
 * import { FetchGate, type ResponseSlot } from '@retrust/adapter-kit'
 * import type { TrustRequest } from '@retrust/core'
 *
 * function guarded(slot: ResponseSlot, request: TrustRequest): FetchGate {
 *   const gate = new FetchGate(slot)
 *   gate.guard(request)
 *   return gate
 * }
 * ```
 */
export class FetchGate implements RequestListener {
  readonly #slot: ResponseSlot
  #requests: GuardedRequest | undefined
  #isArmed = false
  readonly #streams: StreamEnd[] = []
  #refusal: Refusal | undefined
  #kept: Headers | undefined
  /** What was set before the handler got its view: its own answer may bring more, which must not go out with a refusal. */
  #before: Headers | undefined
  #finished = false
  #callOff: () => void = () => undefined
  #layers = 0
  #tellOverdue: () => void = () => undefined
  /** Resolves when an application that was refused has not answered in time: it is not waited for any longer. */
  readonly overdue: Promise<void> = new Promise((resolve) => {
    this.#tellOverdue = resolve
  })

  constructor(slot: ResponseSlot) {
    this.#slot = slot
  }

  /** A request that this response answers. */
  guard(request: TrustRequest): void {
    this.#requests = new GuardedRequest(request, this.#requests)
  }

  /** A view is about to be handed out. */
  arm(request: TrustRequest): void {
    // Its body is with the platform already: what is refused or ended now could not be held back any more.
    if (this.#finished && !this.#isArmed)
      throw new MisuseError('trustOf was called after the answer was given', 'Call it before the handler returns')
    if (this.#requests?.arm(request) !== true) return
    this.#isArmed = true
    this.#before ??= this.#slot.headersSoFar()
    request.listen(this)
  }

  /** From now on the response is this refusal, with the headers set so far. */
  refuse(refusal: Refusal): void {
    if (this.#refusal !== undefined) return
    if (this.#finished) {
      for (const stream of this.#streams) stream.cut()
    } else {
      this.#refusal = refusal
      this.#kept = this.#slot.isGiven() ? this.#before : this.#slot.headersSoFar()
      this.#callOff = systemClock.after(GRACE_MS, this.#tellOverdue)
    }
  }

  /** Trust ended: so does the answer. */
  abort({ refusal }: TrustRefusal): void {
    if (this.#finished) for (const stream of this.#streams) stream.end()
    else this.refuse(refusal)
  }

  /** What the response is held to; undefined while nothing was refused. */
  get refusal(): Refusal | undefined {
    return this.#refusal
  }

  /** A layer begins that will call {@link finish}. Of several the outermost does the work. */
  enter(): void {
    this.#layers += 1
  }

  /** Puts the refusal in place now: nothing else runs. */
  send(): void {
    if (this.#refusal !== undefined) this.#replace(this.#refusal)
  }

  /** The application answered: waits for demands under way, puts cookies and, where refused, the refusal on the response. */
  async finish(): Promise<void> {
    this.#layers -= 1
    if (this.#layers > 0) return
    for (let wait = this.#requests?.pending(); wait !== undefined; wait = this.#requests?.pending()) await wait
    this.#finished = true
    this.#callOff()
    this.send()
    const { status } = this.#slot.current()
    const cookies = this.#requests?.settle(status) ?? []
    if (cookies.length > 0) this.#append(cookies)
    if (this.#isArmed) this.#follow()
  }

  #replace(refusal: Refusal): void {
    const answer = this.#slot.current()
    const isSuccess = this.#slot.isGiven() && answer.status < 400
    if (isSuccess && answer.status !== refusal.status) this.#requests?.ignored()
    const headers = new Headers()
    for (const [name, value] of this.#kept ?? []) if (outlivesRefusal(name)) headers.append(name, value)
    for (const [name, value] of answer.headers) if (joinsRefusal(name)) join(headers, name, value)
    for (const [name, value] of Object.entries(refusal.headers)) join(headers, name, value)
    void answer.body?.cancel().catch(() => undefined)
    this.#slot.replace(new Response(refusal.body === '' ? null : refusal.body, { status: refusal.status, headers }))
  }

  #append(cookies: readonly string[]): void {
    const response = this.#slot.current()
    try {
      appendCookies(response.headers, cookies)
    } catch {
      // The headers of a response that came from fetch() cannot be changed.
      const copy = new Response(response.body, response)
      appendCookies(copy.headers, cookies)
      this.#slot.replace(copy)
    }
  }

  /** A body that may go on for hours can be ended, and its end is told. */
  #follow(): void {
    const closed = () => this.#requests?.closed()
    const response = this.#slot.current()
    if (response.body === null || this.#refusal !== undefined || response.status === 101) {
      closed()
      return
    }
    const { body, end } = endableBody(response.body, closed)
    this.#streams.push(end)
    this.#slot.replace(new Response(body, response))
  }
}

function join(headers: Headers, name: string, value: string): void {
  if (name === 'set-cookie') {
    if (!headers.getSetCookie().includes(value)) headers.append(name, value)
  } else headers.set(name, String(mergeHeader(name, headers.get(name) ?? undefined, value)))
}

/** As on Node: a cache would keep our cookies with the answer. */
function appendCookies(headers: Headers, lines: readonly string[]): void {
  for (const line of lines) headers.append('set-cookie', line)
  for (const name of [...headers.keys()]) if (speaksToCaches(name)) headers.delete(name)
  headers.set('cache-control', 'no-store')
}
