import type { Refusal } from '@retrust/core'
import type { NodeResponse } from './node-exchange.ts'
import { joinsRefusal, mergeHeader, outlivesRefusal } from './refusal-headers.ts'

/** A refusal on its way to the client, with the headers that the response had when it was refused. */
export class RefusalAnswer {
  readonly refusal: Refusal
  /** Whether it is being sent, or was. */
  begun = false
  readonly #kept: Map<string, string | readonly string[]> = new Map()
  readonly #length: number

  /** @param headers - what the framework holds besides the response's own. */
  constructor(res: NodeResponse, refusal: Refusal, headers: Headers | undefined) {
    this.refusal = refusal
    this.#length = new TextEncoder().encode(refusal.body).length
    this.#keep(Object.entries(res.getHeaders()), outlivesRefusal)
    if (headers !== undefined) this.#keep([...headers], outlivesRefusal)
  }

  /**
   * Makes the head of a response this refusal's and nothing else's.
   *
   * @param isBodyAbove - a layer above has the body already: if it compresses, it says so only as the head goes out.
   */
  putHead(res: NodeResponse, isBodyAbove: boolean): void {
    const encoding = isBodyAbove ? res.getHeader('content-encoding') : undefined
    this.#keep(Object.entries(res.getHeaders()), joinsRefusal)
    for (const name of Object.keys(res.getHeaders())) res.removeHeader(name)
    this.#keep(Object.entries(this.refusal.headers), isAny)
    for (const [name, value] of this.#kept) res.setHeader(name, value)
    if (encoding === undefined) res.setHeader('content-length', this.#length)
    else res.setHeader('content-encoding', encoding)
    res.statusCode = this.refusal.status
    // HTTP/2 has none, and warns of the attempt.
    if (res.stream === undefined) res.statusMessage = ''
  }

  #keep(headers: Iterable<readonly [string, unknown]>, stays: (name: string) => boolean): void {
    for (const [name, value] of headers) {
      if (value === undefined || !stays(name)) continue
      const lines = Array.isArray(value) ? value.map(String) : String(value)
      this.#kept.set(name, mergeHeader(name, this.#kept.get(name), lines))
    }
  }
}

const isAny = (): boolean => true
