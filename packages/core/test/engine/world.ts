import {
  type AuditRecord,
  cookieSession,
  createTrust,
  type Demand,
  type DemandFunction,
  type DemandHooks,
  type Login,
  memoryStore,
  type Raise,
  type SessionView,
  type Store,
  type Trust,
  type TrustOptions,
  type TrustRequest,
  type TrustView,
  type Verdict,
} from '@retrust/core'
import { type FakeRequest, fakeFacts, type ManualClock, manualClock } from '@retrust/core/testing'

/** An engine under a clock that stands still, with everything that it tells. */
export interface World {
  readonly trust: Trust
  readonly clock: ManualClock
  readonly store: Store
  readonly records: AuditRecord[]
  readonly faults: { readonly source: string; readonly error: unknown }[]
  /** A client that nobody knows. */
  client(home?: FakeRequest): Client
  /** A client that has just logged in. */
  login(login?: Partial<Login> & { readonly id?: string }, home?: FakeRequest): Promise<Client>
}

/** Builds an engine: a cookie session, no rules, and whatever the test says instead. */
export function worldOf(options: Partial<TrustOptions> = {}): World {
  const clock = (options.clock as ManualClock | undefined) ?? manualClock()
  const store = options.store ?? memoryStore()
  const records: AuditRecord[] = []
  const faults: World['faults'] = []
  const trust = createTrust({
    credentials: [cookieSession()],
    policy: [],
    ...options,
    store,
    clock,
  })
  trust.on('decision', (record) => void records.push(record))
  trust.on('fault', (fault) => void faults.push(fault))
  const client = (home?: FakeRequest): Client => new Client(trust, home)
  return {
    trust,
    clock,
    store,
    records,
    faults,
    client,
    async login({ id = 'alice', subject = { id }, acr = 'pwd', amr = ['pwd'], at } = {}, home) {
      const one = client(home)
      await one.begin({ subject, acr, amr, at })
      return one
    },
  }
}

/** One request that was answered. */
export interface Visit {
  readonly request: TrustRequest
  readonly view: TrustView
  /** `continue`, or the status and code of the refusal. */
  readonly answer: string
  readonly verdict: Verdict
  readonly setCookies: readonly string[]
}

/** What a visit asks for beside its method and path. */
export interface Asking extends FakeRequest {
  /** The route's demand; without it the route is not guarded. */
  readonly demand?: Demand | DemandFunction | undefined
  readonly hooks?: DemandHooks | undefined
  /** What the handler does when it runs. */
  readonly handler?: ((view: TrustView, request: TrustRequest) => unknown) | undefined
  /** Leaves the response open: the caller closes it. */
  readonly open?: boolean | undefined
}

/** A client with a cookie jar. */
export class Client {
  readonly #trust: Trust
  readonly #home: FakeRequest
  readonly #jar: Map<string, string>

  constructor(trust: Trust, home: FakeRequest = {}, jar: ReadonlyMap<string, string> = new Map()) {
    this.#trust = trust
    this.#home = home
    this.#jar = new Map(jar)
  }

  get cookies(): string | undefined {
    return this.#jar.size === 0 ? undefined : [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** A copy of the whole jar as it is now. */
  copy(home: FakeRequest = this.#home): Client {
    return new Client(this.#trust, home, this.#jar)
  }

  /** A thief's copy: the session cookie alone. */
  stolen(home: FakeRequest = this.#home): Client {
    return new Client(this.#trust, home, new Map([...this.#jar].filter(([name]) => !name.endsWith('-device'))))
  }

  async visit(method: string, path: string, asking: Asking = {}): Promise<Visit> {
    const { demand, hooks, handler, open, ...rest } = asking
    const request = this.#trust.open(fakeFacts({ method, path, cookies: this.cookies, ...this.#home, ...rest }))
    let verdict = await request.admit()
    if (verdict.kind === 'continue' && demand !== undefined) verdict = await request.judge(demand, method, hooks)
    if (verdict.kind === 'continue' && handler !== undefined) {
      try {
        await handler(request.view, request)
      } catch (error) {
        if (request.refused === undefined) throw error
      }
    }
    if (request.refused !== undefined) verdict = { kind: 'refuse', refusal: request.refused }
    const setCookies = request.takeCookies()
    for (const line of setCookies) this.#keep(line)
    request.settle(verdict.kind === 'continue' ? 200 : verdict.refusal.status)
    if (open !== true) request.closed()
    const answer = verdict.kind === 'continue' ? 'continue' : `${verdict.refusal.status} ${verdict.refusal.code}`
    return { request, view: request.view, answer, verdict, setCookies }
  }

  async answer(method: string, path: string, asking?: Asking): Promise<string> {
    return (await this.visit(method, path, asking)).answer
  }

  /** Reads an unguarded page and says at which level. */
  async level(): Promise<string> {
    const { answer, view } = await this.visit('GET', '/', { demand: {} })
    return answer === 'continue' ? view.level : answer
  }

  async begin(login: Login): Promise<SessionView> {
    return this.#doing('/login', (view) => view.begin(login))
  }

  async raise(raise: Partial<Raise> = {}): Promise<SessionView> {
    return this.#doing('/confirm', (view) => view.raise({ acr: 'mfa', amr: ['otp'], ...raise }))
  }

  async end(options?: { readonly everywhere?: boolean }): Promise<void> {
    await this.#doing('/logout', (view) => view.end(options))
  }

  async #doing<T>(path: string, run: (view: TrustView) => Promise<T>): Promise<T> {
    let result: { readonly done: T } | undefined
    const { answer } = await this.visit('POST', path, {
      handler: async (view) => {
        result = { done: await run(view) }
      },
    })
    if (result === undefined) throw new Error(`refused: ${answer}`)
    return result.done
  }

  #keep(line: string): void {
    const pair = line.slice(0, line.indexOf(';'))
    const name = pair.slice(0, pair.indexOf('='))
    if (/; Max-Age=0$/.test(line)) this.#jar.delete(name)
    else this.#jar.set(name, pair.slice(name.length + 1))
  }
}

/** Lets promises that are settled already run on. No time passes. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}

export const MINUTE = 60_000
export const HOUR = 3_600_000
