import type { AdapterUnderTest } from '@retrust/conformance'

/** What the suites are told of a platform: it decides which cases there are. */
export type Traits = Omit<AdapterUnderTest, 'start'>

const servedByFetch = { wired: true, mendsTargets: true, hidesMounts: true }

export const bunTraits: Traits = { name: 'Hono on Bun', ...servedByFetch }
export const denoTraits: Traits = { name: 'Hono on Deno', ...servedByFetch }
