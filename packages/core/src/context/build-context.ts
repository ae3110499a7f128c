import type { KeyedNames } from './keyed-names.ts'
import type { RequestFacts } from './request-facts.ts'

/** Stage 2's answer: the facts of this request, with what the engine adds to them. */
export interface TrustContext {
  readonly facts: RequestFacts
  /** Empty where the engine has no `tenant` option. */
  readonly tenant: string
  /** The one look at the clock of this request, epoch milliseconds. */
  readonly now: number
  /** The client's network under a keyed hash; undefined where the address is not known. */
  readonly network: string | undefined
  /** The same under each of the engine's secrets, to compare with stored ones. */
  readonly networkNames: readonly string[]
}

/** Stage 2: makes the context. Cannot fail: what may (the tenant) was asked before. */
export function buildContext(facts: RequestFacts, tenant: string, now: number, names: KeyedNames): TrustContext {
  return new LazyContext(facts, tenant, now, names)
}

class LazyContext implements TrustContext {
  readonly facts: RequestFacts
  readonly tenant: string
  readonly now: number
  readonly #names: KeyedNames
  #networkNames: readonly string[] | undefined

  constructor(facts: RequestFacts, tenant: string, now: number, names: KeyedNames) {
    this.facts = facts
    this.tenant = tenant
    this.now = now
    this.#names = names
  }

  get network(): string | undefined {
    return this.networkNames[0]
  }

  get networkNames(): readonly string[] {
    this.#networkNames ??= this.#nameNetwork()
    return this.#networkNames
  }

  #nameNetwork(): readonly string[] {
    const { network } = this.facts.peer
    return network === undefined ? NONE : this.#names.all('network', network)
  }
}

const NONE: readonly string[] = []
