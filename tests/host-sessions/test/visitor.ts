import type { RunningHost } from './host-under-test.ts'

/** What an application answered. */
export interface Answer {
  readonly status: number
  /** Of a refusal. */
  readonly code: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: what each route answers is the test's to say
  readonly body: any
  readonly text: string
  /** The header `cache-control`. */
  readonly caching: string | null
}

/** A browser with a cookie jar. */
export class Visitor {
  readonly #host: RunningHost
  readonly #jar: Map<string, string>

  constructor(host: RunningHost, jar: ReadonlyMap<string, string> = new Map()) {
    this.#host = host
    this.#jar = new Map(jar)
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#jar
  }

  /** Whoever has a copy of all cookies. */
  copy(): Visitor {
    return new Visitor(this.#host, this.#jar)
  }

  /** A thief with the cookie of the application's library alone. */
  stolen(): Visitor {
    return new Visitor(this.#host, new Map([...this.#jar].filter(([name]) => name !== 'raised')))
  }

  /** The same visitor with another value in one cookie. */
  with(name: string, value: string): Visitor {
    return new Visitor(this.#host, new Map([...this.#jar, [name, value]]))
  }

  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.#ask('GET', path, headers)
  }

  post(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.#ask('POST', path, headers)
  }

  /** The answer once its head is here. */
  async open(
    path: string,
    {
      method = 'GET',
      headers: extra = {},
      ...more
    }: Pick<RequestInit, 'method' | 'signal'> & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const cookie = [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers: Record<string, string> = { 'user-agent': CHROME, ...(cookie === '' ? {} : { cookie }), ...extra }
    const response = await this.#host.fetch(new Request(`http://host${path}`, { method, headers, ...more }))
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  async #ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await this.open(path, { method, headers })
    const text = await response.text()
    const body = text.startsWith('{') ? JSON.parse(text) : undefined
    return { status: response.status, code: body?.code, body, text, caching: response.headers.get('cache-control') }
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const at = pair.indexOf('=')
    const name = pair.slice(0, at)
    const gone = attributes.some((one) => /^max-age=0$/i.test(one) || /^expires=Thu, 01 Jan 1970/i.test(one))
    if (gone || pair.length === at + 1) this.#jar.delete(name)
    else this.#jar.set(name, pair.slice(at + 1))
  }
}

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
