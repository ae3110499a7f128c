import type { NodeRequest } from '@retrust/adapter-kit'
import type { TrustView } from '@retrust/core'
import { node } from './node-adapter.ts'

/**
 * What a handler may know of the trust in its request, and what it may ask for and do.
 *
 * @throws {MisuseError} where `retrust` did not run before.
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import type { Trust } from '@retrust/core'
 * import { retrust, trustOf } from '@retrust/node'
 *
 * declare const trust: Trust
 * createServer(
 *   retrust(trust, async (req, res) => {
 *     await trustOf(req).begin({ subject: { id: 'alice' }, acr: 'pwd', amr: ['pwd'] })
 *     res.writeHead(303, { location: '/' }).end()
 *   }),
 * )
 * ```
 */
export function trustOf(req: NodeRequest): TrustView {
  return node.trustOf({ req })
}
