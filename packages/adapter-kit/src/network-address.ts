import ipaddr from 'ipaddr.js'

type Parsed = ipaddr.IPv4 | ipaddr.IPv6

/** An address in one spelling, with what is asked of it. */
export interface NetworkAddress {
  readonly text: string
  /** Its /24 (IPv4) or /48 (IPv6). */
  readonly network: string
  readonly loopback: boolean
  readonly parsed: Parsed
}

/** A block of addresses. */
export type Block = readonly [Parsed, number]

// The longest spelling is an IPv6 address with an IPv4 tail (45), here with brackets, quotes, a zone and a port.
const LONGEST = 90
// Four decimals and nothing else: other parsers also read 127.1, 0x7f.1 and 0177.0.0.1, each its own way.
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

// `::1.2.3.4` (RFC 4291 section 2.5.5.1, deprecated) is not 1.2.3.4, which the library takes it for.
const COMPATIBLE = /^::\d+\./

/** Reads an address as a socket or a forwarding proxy writes it, with or without a port; undefined for anything else. */
export function readAddress(text: string): NetworkAddress | undefined {
  if (text.length === 0 || text.length > LONGEST) return undefined
  const parsed = parse(withoutPort(text))
  if (parsed === undefined) return undefined
  const four = parsed.kind() === 'ipv4'
  return {
    text: parsed.toString(),
    network: `${new (four ? ipaddr.IPv4 : ipaddr.IPv6)(firstBytes(parsed, four ? 3 : 6)).toString()}/${four ? 24 : 48}`,
    loopback: parsed.range() === 'loopback',
    parsed,
  }
}

/** Reads `10.0.0.0/8` or a single address; undefined for anything else, and for a block of all addresses. */
export function readBlock(text: string): Block | undefined {
  const slash = text.indexOf('/')
  const parsed = parse(slash < 0 ? text : text.slice(0, slash))
  if (parsed === undefined) return undefined
  const bits = parsed.kind() === 'ipv4' ? 32 : 128
  if (slash < 0) return [parsed, bits]
  const length = text.slice(slash + 1)
  if (!/^[1-9]\d{0,2}$/.test(length) || Number(length) > bits) return undefined
  return [parsed, Number(length)]
}

/** Whether an address lies in a block. */
export function isIn(address: NetworkAddress, [start, length]: Block): boolean {
  return address.parsed.kind() === start.kind() && address.parsed.match(start as never, length)
}

/** The addresses at both ends of a block, inside and (where there are any) outside. */
export function edgesOf([start, length]: Block): readonly string[] {
  const bytes = start.toByteArray()
  const bits = bytes.length * 8
  const size = 1n << BigInt(bits - length)
  const first = (numberOf(bytes) / size) * size
  return [first - 1n, first, first + size - 1n, first + size]
    .filter((value) => value >= 0n && value < 1n << BigInt(bits))
    .map((value) => ipaddr.fromByteArray(bytesOf(value, bytes.length)).toString())
}

const numberOf = (bytes: readonly number[]): bigint => bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)

const bytesOf = (value: bigint, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Number((value >> BigInt(8 * (count - 1 - i))) & 255n))

function parse(text: string): Parsed | undefined {
  if (IPV4.test(text)) return ipaddr.IPv4.parse(text)
  if (text.indexOf(':') < 0) return undefined
  const zone = text.indexOf('%')
  const bare = zone < 0 ? text : text.slice(0, zone)
  if (!/^[0-9a-f:.]+$/i.test(bare) || COMPATIBLE.test(bare) || !ipaddr.IPv6.isValid(bare)) return undefined
  if (bare.indexOf('.') >= 0 && !IPV4.test(bare.slice(bare.lastIndexOf(':') + 1))) return undefined
  const six = ipaddr.IPv6.parse(bare)
  return six.isIPv4MappedAddress() ? six.toIPv4Address() : six
}

function withoutPort(text: string): string {
  const bare = text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
  const inBrackets = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare)
  if (inBrackets !== null) return inBrackets[1] ?? ''
  const withPort = /^([^:]*):\d{1,5}$/.exec(bare)
  return withPort === null ? bare : (withPort[1] ?? '')
}

function firstBytes(address: Parsed, count: number): number[] {
  return address.toByteArray().map((byte, i) => (i < count ? byte : 0))
}
