export type { ExpressApplication, ExpressRequest, Next, TrustMiddleware } from './express-exchange.ts'
export { requireTrust } from './require-trust.ts'
export { retrust } from './retrust.ts'
export { trustOf } from './trust-of.ts'
