import { CookieJar } from './cookie-jar.ts'
import { type Answer, exchange, open, type Question } from './exchange.ts'
import { Feed } from './feed.ts'

/** What the bank can see of where a browser runs. The address arrives through a proxy on loopback, if there is one. */
export interface Device {
  readonly userAgent: string
  readonly address?: string
}

const redirects = new Set([301, 302, 303, 307, 308])
const mostHops = 20

/** As much of a browser as the story needs: cookies, redirects, and the headers by which browsers are known. */
export class Browser {
  constructor(
    readonly device: Device,
    readonly jar: CookieJar = new CookieJar(),
    /** Addresses that are not fetched, since they belong to an app on this device. */
    readonly belongsToApp: (url: URL) => boolean = () => false,
  ) {}

  /** An address typed in: a top-level navigation, followed to where it ends. */
  visit(address: string | URL): Promise<Answer> {
    return this.#follow(new URL(address), undefined)
  }

  /** One step of a navigation; a redirect is shown and not followed. */
  look(address: string | URL): Promise<Answer> {
    return this.#navigate(new URL(address), 'none')
  }

  /** The form of the open page, sent back to that page; followed to where it ends. */
  submit(page: URL, form: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#follow(page, page.origin, new URLSearchParams(form).toString())
  }

  /** A script of the bank's own page asks: `fetch('/payees', { method: 'POST', … })`. */
  async fetch(method: string, address: string | URL, body?: unknown): Promise<Answer> {
    const url = new URL(address)
    return this.#kept(await exchange(url, this.#asked(method, url, body)))
  }

  /** `new EventSource('/feed')`. */
  async listen(address: string | URL): Promise<Feed> {
    const url = new URL(address)
    const { headers } = this.#asked('GET', url)
    return new Feed(await open(url, { headers: { ...headers, accept: 'text/event-stream' } }))
  }

  async #follow(start: URL, initiator: string | undefined, form?: string): Promise<Answer> {
    // As in a browser, Sec-Fetch-Site tells of all hops: one foreign hop, and the rest is cross-site. (By host these
    // servers would be same-site; a bank and its provider are not.)
    let foreign = false
    const site = (url: URL) => {
      foreign ||= url.origin !== initiator
      return initiator === undefined ? 'none' : foreign ? 'cross-site' : 'same-origin'
    }
    let answer = await this.#navigate(start, site(start), form)
    let took = answer.took
    for (let hops = 0; redirects.has(answer.status); hops++) {
      if (hops === mostHops) throw new Error(`redirected in a loop at ${answer.url}`)
      const next = new URL(answer.headers.location ?? '', answer.url)
      if (this.belongsToApp(next)) return { ...answer, url: next, took }
      answer = await this.#navigate(next, site(next))
      took += answer.took
    }
    return { ...answer, took }
  }

  async #navigate(url: URL, site: string, form?: string): Promise<Answer> {
    const headers = {
      ...this.#known(url),
      accept: 'text/html,application/xhtml+xml',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': site,
      'sec-fetch-dest': 'document',
      'sec-fetch-user': '?1',
    }
    const sent = { origin: url.origin, 'content-type': 'application/x-www-form-urlencoded' }
    const question: Question =
      form === undefined ? { headers } : { method: 'POST', headers: { ...headers, ...sent }, body: form }
    return this.#kept(await exchange(url, question))
  }

  #asked(method: string, url: URL, body?: unknown): Question {
    const headers = {
      ...this.#known(url),
      accept: 'application/json',
      'sec-fetch-mode': 'cors',
      'sec-fetch-site': 'same-origin',
      'sec-fetch-dest': 'empty',
      origin: method === 'GET' ? undefined : url.origin,
    }
    if (body === undefined) return { method, headers }
    return { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
  }

  #known(url: URL) {
    const { userAgent, address } = this.device
    return { 'user-agent': userAgent, 'x-forwarded-for': address, cookie: this.jar.header(url) }
  }

  #kept(answer: Answer): Answer {
    this.jar.keep(answer.url, answer.headers['set-cookie'] ?? [])
    return answer
  }
}
