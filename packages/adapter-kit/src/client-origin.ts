// Names, IPv4 and IPv6 hosts with an optional port, as browsers write them (RFC 3986 section 3.2.2, without escapes).
const HOST = /^(?:[a-z0-9_~-]+(?:\.[a-z0-9_~-]+)*\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/

// A name of 253 characters (RFC 1035 section 3.1) with its last dot and a port.
const LONGEST = 260

/** What says under which address the client reached us. */
export interface OriginWitnesses {
  readonly encrypted: boolean
  /** The host of the connection's own request; undefined where there is none, or several. */
  readonly host: string | undefined
  /** The lines of `X-Forwarded-Proto` and `X-Forwarded-Host` where a trusted proxy wrote them. */
  readonly forwardedProto: string | undefined
  readonly forwardedHost: string | undefined
}

/** `scheme://host[:port]` as a browser would spell it; undefined where it cannot be told. */
export function originOf(witnesses: OriginWitnesses): string | undefined {
  const { forwardedProto, forwardedHost, encrypted } = witnesses
  const scheme = forwardedProto === undefined ? (encrypted ? 'https' : 'http') : rightMost(forwardedProto)
  if (scheme !== 'http' && scheme !== 'https') return undefined
  const host = forwardedHost === undefined ? witnesses.host?.toLowerCase() : rightMost(forwardedHost)
  return host === undefined ? undefined : readOrigin(scheme, host)
}

/** The origin of a scheme and a host, both in lower case; undefined for a host that is none. */
export function readOrigin(scheme: string, host: string): string | undefined {
  if (host.length > LONGEST || !HOST.test(host)) return undefined
  try {
    return new URL(`${scheme}://${host}`).origin
  } catch {
    // Numbers that are no address and ports that are none fit the grammar, but no browser goes there.
    return undefined
  }
}

// Left of it stands what the client or a farther proxy wrote.
const rightMost = (lines: string): string =>
  lines
    .slice(lines.lastIndexOf(',') + 1)
    .trim()
    .toLowerCase()
