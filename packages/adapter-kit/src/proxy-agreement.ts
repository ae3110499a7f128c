import { MisuseError } from '@retrust/core'
import type { TrustedProxies } from './client-address.ts'
import { edgesOf, isIn, readAddress } from './network-address.ts'

/** Whether a framework takes an address for a trusted proxy's, so many hops away from us. */
export type TrustsProxy = (address: string, hop: number) => boolean

// From documentation and private networks, IPv4 and IPv6, and this machine: what people trust by habit, and nobody's.
const OUTSIDERS: readonly string[] = [
  ...['203.0.113.77', '2001:db8:ffff::77', '127.0.0.1', '::1', '10.1.2.3', '172.16.1.2', '192.168.1.2', 'fd00::77'],
]

interface Probe {
  readonly address: string
  readonly hop: number
  readonly trusted: boolean
}

/**
 * Compares a framework's own proxy setting with the engine's by what it does: were they to differ, the application and
 * the engine would see two clients.
 *
 * @param setting - the framework's, in words: `Express's "trust proxy" is false`.
 * @throws {MisuseError} with both values.
 * @example
 * ```ts
 * import { assertSameProxies, TrustedProxies } from '@retrust/adapter-kit'
 *
 * const theirs = (address: string) => address === '10.0.0.1'
 * assertSameProxies(new TrustedProxies(['10.0.0.1']), theirs, 'the setting is 10.0.0.1', 'Give both the same value')
 * ```
 */
export function assertSameProxies(proxies: TrustedProxies, trusts: TrustsProxy, setting: string, mend: string): void {
  const differs = probesOf(proxies).find(({ address, hop, trusted }) => trusts(address, hop) !== trusted)
  if (differs !== undefined) throw disagreement(proxies, setting, `, for instance on ${differs.address}`, mend)
}

/**
 * The same where a framework only says whether it believes forwarded headers at all.
 *
 * @throws {MisuseError} with both values.
 * @example
 * ```ts
 * import { assertSameTrust, TrustedProxies } from '@retrust/adapter-kit'
 *
 * assertSameTrust(new TrustedProxies(['10.0.0.1']), true, 'app.proxy is true', 'Set app.proxy to true')
 * ```
 */
export function assertSameTrust(proxies: TrustedProxies, trustsAny: boolean, setting: string, mend: string): void {
  if (proxies.any !== trustsAny) throw disagreement(proxies, setting, '', mend)
}

function disagreement({ option }: TrustedProxies, setting: string, example: string, mend: string): MisuseError {
  const ours = `trustedProxies is ${JSON.stringify(option)}`
  return new MisuseError(`${ours}, but ${setting}: they disagree about whose forwarded headers count${example}`, mend)
}

function probesOf(proxies: TrustedProxies): readonly Probe[] {
  const { hops, blocks } = proxies
  if (hops !== undefined) {
    const distances = Array.from({ length: hops + 2 }, (_, hop) => hop)
    return distances.map((hop) => ({ address: '203.0.113.77', hop, trusted: hop < hops }))
  }
  const addresses = [...blocks.flatMap((block) => edgesOf(block)), ...OUTSIDERS]
  return addresses.flatMap((address) => {
    const read = readAddress(address)
    const trusted = read !== undefined && blocks.some((block) => isIn(read, block))
    return [0, 1].map((hop) => ({ address, hop, trusted }))
  })
}
