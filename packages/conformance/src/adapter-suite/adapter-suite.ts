import type { TestRunner } from '../test-runner.ts'
import type { AdapterUnderTest } from './adapter-under-test.ts'
import { addressHoppingGroup } from './address-hopping.ts'
import { agentStringsGroup } from './agent-strings.ts'
import { clockJumpsGroup } from './clock-jumps.ts'
import { continueGroup } from './continue.ts'
import { controllerDemandGroup } from './controller-demand.ts'
import { cookiesGroup } from './cookies.ts'
import { copiesGroup } from './copies.ts'
import { endpointsGroup } from './endpoints.ts'
import { faultsGroup } from './faults.ts'
import { hiddenMountsGroup } from './hidden-mounts.ts'
import { hookFaultsGroup } from './hook-faults.ts'
import { inBandMarkersGroup } from './in-band-markers.ts'
import { longHeadersGroup } from './long-headers.ts'
import { mountedTwiceGroup } from './mounted-twice.ts'
import { optionalSignalsGroup } from './optional-signals.ts'
import { pathsGroup } from './paths.ts'
import { preflightGroup } from './preflight.ts'
import { proxiesGroup } from './proxies.ts'
import { refusalGroup } from './refusal.ts'
import { streamsGroup } from './streams.ts'
import { suiteContext } from './suite-context.ts'
import { tokenTimesGroup } from './token-times.ts'
import { upgradeGroup } from './upgrade.ts'

/**
 * What every adapter must do alike. No group can be left out.
 *
 * @example
 * ```ts
 * import { type AdapterUnderTest, adapterSuite } from '@retrust/conformance'
 *
 * declare const runner: { describe(name: string, body: () => void): void; test(name: string, body: () => Promise<void>): void }
 * declare const mine: AdapterUnderTest
 * adapterSuite(runner, mine)
 * ```
 */
export function adapterSuite(runner: TestRunner, adapter: AdapterUnderTest): void {
  runner.describe(`${adapter.name} as an adapter`, () => {
    const suite = suiteContext(adapter)
    for (const group of groups) group(runner, suite)
  })
}

const groups = [
  continueGroup,
  refusalGroup,
  cookiesGroup,
  copiesGroup,
  controllerDemandGroup,
  faultsGroup,
  hookFaultsGroup,
  optionalSignalsGroup,
  mountedTwiceGroup,
  inBandMarkersGroup,
  preflightGroup,
  pathsGroup,
  hiddenMountsGroup,
  longHeadersGroup,
  streamsGroup,
  proxiesGroup,
  addressHoppingGroup,
  agentStringsGroup,
  tokenTimesGroup,
  clockJumpsGroup,
  upgradeGroup,
  endpointsGroup,
]
