import { balanced } from './balanced.ts'

/**
 * Policies to begin with. Each is a list of rules, to spread into a policy of your own.
 *
 * @example
 * ```ts
 * import { cookieSession, createTrust, memoryStore, presets } from '@retrust/core'
 *
 * const trust = createTrust({
 *   store: memoryStore(),
 *   credentials: [cookieSession()],
 *   policy: [...presets.balanced({ riskScore: { atLeast: 70 }, deviceChange: false })],
 * })
 * ```
 */
export const presets: { readonly balanced: typeof balanced } = { balanced }
