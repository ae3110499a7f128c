import type { Fault } from '@retrust/conformance'

/** How a call fails: at once, later, later in a driver's own way, with `undefined`, by never answering; also after it was done. */
export const FAILURES: readonly Fault[] = [
  { do: 'throw' },
  { do: 'reject' },
  { do: 'reject', error: new Error('ECONNRESET') },
  { do: 'reject', error: undefined },
  { do: 'hang' },
  { do: 'throw', applied: true },
  { do: 'reject', applied: true },
  { do: 'hang', applied: true },
  { do: 'delay', ms: 10_000 },
]
