import { MisuseError, OptionsError, type Peer, type Trust, TwoGenerationMap } from '@retrust/core'
import { type Block, isIn, type NetworkAddress, readAddress, readBlock } from './network-address.ts'

/** Who is at the other end, and whether the connection comes from a proxy whose forwarded headers are believed. */
export interface Client {
  readonly peer: Peer
  readonly throughProxy: boolean
}

interface Known extends NetworkAddress {
  readonly trusted: boolean
}

// So many trusted proxies in a row stand before nobody; whoever writes more does so to be read.
const MOST_PROXIES = 32
const KEPT_ADDRESSES = 2_000

/**
 * The rules for forwarded headers, made once from the engine's `trustedProxies`: CIDR blocks and addresses, or how many
 * proxies stand before us. Without any, the client is who holds the connection.
 *
 * @throws {OptionsError} for a block that cannot be read, and for one that holds every address.
 *
 * @example
 * ```ts
 * import { TrustedProxies } from '@retrust/adapter-kit'
 *
 * const proxies = new TrustedProxies(['10.0.0.0/8'])
 * ```
 */
export class TrustedProxies {
  readonly option: readonly string[] | number
  readonly blocks: readonly Block[]
  /** How many proxies stand before us; undefined where they are listed. */
  readonly hops: number | undefined
  readonly #known: TwoGenerationMap<Known | 'unreadable'> = new TwoGenerationMap(KEPT_ADDRESSES)

  constructor(option: readonly string[] | number) {
    this.option = option
    this.hops = typeof option === 'number' ? option : undefined
    this.blocks = typeof option === 'number' ? [] : readBlocks(option)
    if (typeof option === 'number' && !(Number.isSafeInteger(option) && option >= 0 && option <= MOST_PROXIES)) {
      throw new OptionsError([
        { path: 'trustedProxies', problem: `${option} is no number of proxies`, mend: `Use 0 to ${MOST_PROXIES}.` },
      ])
    }
  }

  /** Whether any proxy is trusted. */
  get any(): boolean {
    return this.hops === undefined ? this.blocks.length > 0 : this.hops > 0
  }

  /**
   * Who sent the request: the right-most address that is no trusted proxy. Where one cannot be read, the client is
   * unknown: what stands left of it may be anybody's invention.
   *
   * @param socketAddress - of the connection; undefined where the platform does not tell.
   * @param forwardedFor - the lines of `X-Forwarded-For`, joined in order.
   */
  clientOf(socketAddress: string | undefined, forwardedFor: () => string | undefined): Client {
    const socket = socketAddress === undefined ? undefined : this.#read(socketAddress)
    const throughProxy = this.hops === undefined ? socket?.trusted === true : this.hops > 0
    const lines = throughProxy ? forwardedFor() : undefined
    const client = lines === undefined ? socket : this.hops === undefined ? this.#byList(lines) : this.#byHops(lines)
    return {
      peer: { address: client?.text, network: client?.network, loopback: socket?.loopback === true },
      throughProxy,
    }
  }

  #byList(lines: string): Known | undefined {
    let last: Known | undefined
    for (const item of fromTheRight(lines)) {
      last = this.#read(item)
      if (last?.trusted !== true) return last
    }
    return last
  }

  #byHops(lines: string): Known | undefined {
    let hop = 1
    for (const item of fromTheRight(lines)) {
      const address = this.#read(item)
      if (address === undefined || hop === this.hops) return address
      hop += 1
    }
    // Fewer than the proxies would have written: the request came around them, and this is the sender's own text.
    return undefined
  }

  #read(text: string): Known | undefined {
    let known = this.#known.get(text)
    if (known === undefined) {
      const address = readAddress(text)
      known = address === undefined ? 'unreadable' : { ...address, trusted: this.blocks.some((b) => isIn(address, b)) }
      if (text.length <= 100) this.#known.set(text, known)
    }
    return known === 'unreadable' ? undefined : known
  }
}

/** The items of a comma list from its end, without splitting what nobody asks for. */
function* fromTheRight(lines: string): Generator<string> {
  let end = lines.length
  for (let count = 0; end >= 0; count += 1) {
    const comma = end === 0 ? -1 : lines.lastIndexOf(',', end - 1)
    yield count < MOST_PROXIES ? lines.slice(comma + 1, end).trim() : ''
    end = comma
  }
}

function readBlocks(option: readonly string[]): readonly Block[] {
  const blocks = option.map(readBlock)
  const issues = option
    .map((text, i) => ({ text, path: `trustedProxies[${i}]`, block: blocks[i] }))
    .filter(({ block }) => block === undefined)
    .map(({ text, path }) => ({
      path,
      problem: `"${text}" is no address and no block of addresses`,
      mend: 'Write for instance 10.0.0.0/8 or 2001:db8::/32; all addresses (/0) would let every client choose its own.',
    }))
  if (issues.length > 0) throw new OptionsError(issues)
  return blocks as readonly Block[]
}

const byEngine: WeakMap<Trust, TrustedProxies> = new WeakMap()

/**
 * The rules of an engine, made once.
 *
 * @throws {MisuseError} for what is no engine, for instance where `retrust` itself was mounted instead of `retrust(trust)`.
 * @example
 * ```ts
 * import { proxiesOf } from '@retrust/adapter-kit'
 * import type { Trust } from '@retrust/core'
 *
 * const rulesOf = (trust: Trust) => proxiesOf(trust)
 * ```
 */
export function proxiesOf(trust: Trust): TrustedProxies {
  if (typeof trust?.open !== 'function')
    throw new MisuseError('retrust was given no engine', 'Write retrust(trust), with what createTrust() answered')
  let proxies = byEngine.get(trust)
  if (proxies === undefined) {
    proxies = new TrustedProxies(trust.settings.trustedProxies)
    byEngine.set(trust, proxies)
  }
  return proxies
}
