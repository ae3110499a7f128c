export type { HonoContext } from './hono-exchange.ts'
export { requireTrust } from './require-trust.ts'
export { type RetrustOptions, retrust } from './retrust.ts'
export { trustOf } from './trust-of.ts'
