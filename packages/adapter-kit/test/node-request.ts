import type { NodeRequest } from '@retrust/adapter-kit'

/** A Node request as it came over the wire, header by header. */
export function nodeRequest(
  url: string,
  headers: readonly (readonly [string, string])[] = [],
  more: Partial<NodeRequest> = {},
): NodeRequest {
  return {
    method: 'GET',
    url,
    rawHeaders: headers.flat(),
    headers: {},
    socket: { remoteAddress: '127.0.0.1' },
    ...more,
  }
}
